#!/bin/sh
# The measure for `npm run bench`: the questions that `dockmedic --json --passive` asks of a healthy host, put one after
# another the way a person's shell script would, one command for each. It judges nothing; it only looks. Keep it in step with
# `dockmedic --json --passive --verbose`, which names every question on standard error. `dig` is in bind9-dnsutils.
exec 2>/dev/null

echo '# who asks, and what machine this is'
id
uname -srm
cat /etc/os-release
cat /etc/group
for place in /run/systemd/system /run/openrc /etc/init.d/docker /dev/dxg; do stat "$place"; done
ls /usr/lib/wsl/lib

echo '# which programs are installed'
for program in docker dockerd containerd podman act docker-compose podman-compose; do command -v "$program"; done
head -c 4096 "$(command -v docker)" | grep -c podman
stat /snap/docker/current
stat "$HOME/.local/share/gh/extensions/gh-act/gh-act"
docker --version
for place in "$HOME/.docker" /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do
  ls "$place/cli-plugins"
done
ls

echo '# which engine is meant'
stat "$HOME"
cat "$HOME/.docker/config.json"
ls "$HOME/.docker/contexts/meta"
for place in .docker .docker/config.json .docker/contexts .docker/contexts/meta .docker/buildx .docker/buildx/current \
  .docker/buildx/activity .docker/buildx/.lock .docker/.token_seed; do stat "$HOME/$place"; done
for place in /var/run/docker.sock /run/podman/podman.sock "$HOME/.docker/run/docker.sock" \
  "$HOME/.docker/desktop/docker.sock" "$HOME/.colima/default/docker.sock" "$HOME/.colima/docker.sock" \
  "$HOME/.config/colima/default/docker.sock" "$HOME/.rd/docker.sock" "$HOME/.orbstack/run/docker.sock" \
  "$HOME/.lima/docker/sock/docker.sock"; do
  stat "$place"
  [ -S "$place" ] && curl --silent --max-time 2 --unix-socket "$place" http://localhost/_ping
done

echo '# how the engine is, and its settings'
docker version
docker info
docker ps --all
docker images
docker network ls
cat /etc/docker/daemon.json
cat /etc/default/docker

echo '# how much room there is'
for place in /var/lib/docker /var/lib/containerd /var/lib/containers /tmp; do
  stat "$place"
  readlink -f "$place"
  df -P "$place"
  df -Pi "$place"
done
cat /proc/self/mountinfo
cat /etc/fstab

echo '# GPU, names, networks, SELinux'
for device in /sys/bus/pci/devices/*; do cat "$device/vendor"; done
stat /etc/resolv.conf
cat /etc/resolv.conf
cat /run/systemd/resolve/resolv.conf
dig +time=2 +tries=1 "@$(sed -n 's/^nameserver //p' /etc/resolv.conf | head -n 1)" registry-1.docker.io
getent hosts registry-1.docker.io
cat /proc/net/route
cat /proc/net/ipv6_route
cat /proc/sys/net/ipv4/ip_forward
ls /sys/class/net
for device in /sys/class/net/*; do ls "$device/brif"; done
cat /sys/class/net/eth0/mtu
iptables -V
iptables-legacy-save
iptables-nft-save
cat /proc/filesystems
cat /sys/fs/selinux/enforce
cat /etc/selinux/config
true
