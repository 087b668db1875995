#!/bin/sh
# The measure for `npm run bench`: the questions that `dockmedic --json --passive` asks, put one after another the way
# a person's shell script would. It judges nothing; it only looks. Keep it in step with src/facts/.
exec 2>/dev/null
socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
socket=${socket#unix://}
api() { curl --silent --max-time 5 --unix-socket "$socket" "http://localhost$1"; }

echo '# who asks, and what machine this is'
id
uname -srm
cat /etc/os-release
cat /proc/meminfo
getent passwd "$(id -u)"
getent group docker

echo '# which programs are installed'
for program in docker dockerd containerd podman act; do command -v "$program"; done

echo '# which engine is meant'
docker context ls
cat "$HOME/.docker/config.json"
stat "$HOME/.docker" "$HOME/.docker/config.json"
for place in /var/run/docker.sock /run/podman/podman.sock \
  "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock" "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/podman/podman.sock" \
  "$HOME/.docker/run/docker.sock" "$HOME/.docker/desktop/docker.sock" "$HOME/.colima/default/docker.sock" \
  "$HOME/.rd/docker.sock" "$HOME/.orbstack/run/docker.sock"; do
  stat "$place"
  [ -S "$place" ] && curl --silent --max-time 2 --unix-socket "$place" http://localhost/_ping
done

echo '# how the engine is'
docker version
docker info
api /version
api /info
api '/containers/json?all=1'
docker system df
cat /etc/docker/daemon.json
cat /var/run/docker.pid
pgrep -a 'dockerd|containerd'

echo '# how its service is'
for unit in docker.service docker.socket containerd.service; do systemctl show "$unit"; done
service docker status

echo '# how much room there is'
for place in /var/lib/docker /var/lib/containerd /var/lib/containers /tmp; do
  df -P "$place"
  df -Pi "$place"
done

echo '# act, GPU, names, SELinux'
act --version
cat "$HOME/.actrc" "$HOME/.config/act/actrc"
ls /proc/driver/nvidia /etc/cdi /var/run/cdi
command -v nvidia-smi >/dev/null && nvidia-smi -L
cat /etc/resolv.conf
getent hosts registry-1.docker.io
cat /sys/fs/selinux/enforce /etc/selinux/config
true
