#!/bin/sh
# The measure for `npm run bench`: the questions that `dockmedic --json --passive` asks of a healthy host, put one after
# another the way a person's shell script would, each once. It judges nothing; it only looks. Keep it in step with
# `dockmedic --json --passive --verbose`, which names every question on standard error.
exec 2>/dev/null

echo '# who asks, and what machine this is'
id
uname -srm
cat /etc/os-release
getent group docker

echo '# which programs are installed'
for program in docker dockerd containerd podman act; do command -v "$program"; done
head -c 4096 "$(command -v docker)" | grep -c podman

echo '# which engine is meant'
docker context ls
cat "$HOME/.docker/config.json"
stat "$HOME/.docker" "$HOME/.docker/config.json" "$HOME/.docker/contexts" "$HOME/.docker/buildx"
for place in /var/run/docker.sock /run/podman/podman.sock \
  "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock" "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/podman/podman.sock" \
  "$HOME/.docker/run/docker.sock" "$HOME/.docker/desktop/docker.sock" "$HOME/.colima/default/docker.sock" \
  "$HOME/.rd/docker.sock" "$HOME/.orbstack/run/docker.sock"; do
  stat "$place"
  [ -S "$place" ] && curl --silent --max-time 2 --unix-socket "$place" http://localhost/_ping
done

echo '# how the engine is, and its service'
docker version
docker info
docker ps --all
cat /etc/docker/daemon.json /etc/default/docker
systemctl show docker.service docker.socket containerd.service
service docker status

echo '# how much room there is'
for place in /var/lib/docker /var/lib/containerd /var/lib/containers /tmp; do
  readlink -f "$place"
  df -P "$place"
  df -Pi "$place"
done
cat /proc/self/mountinfo

echo '# act, GPU, names, SELinux'
act --version
cat /sys/bus/pci/devices/*/vendor
command -v nvidia-smi >/dev/null && nvidia-smi -L
cat /etc/resolv.conf /run/systemd/resolve/resolv.conf /proc/net/route /proc/net/ipv6_route
getent hosts registry-1.docker.io
cat /proc/filesystems /sys/fs/selinux/enforce /etc/selinux/config
true
