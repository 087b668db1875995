# Makes the lab: run by bash as process 1 of new mount, pid and network namespaces (see lab.ts).
# Arguments: the lab's own folder, the node binary, the address of the lab.
# Prints `ready <pid as the outside sees it>`, then waits for the end of its standard input, which is the end of the lab.
set -eu
folder=$1 node=$2 address=$3

read -r stat </proc/self/stat # still the outside's /proc
outside_pid=${stat%% *}
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 022

mount -t tmpfs -o mode=755 lab "$folder"
mkdir "$folder/program" "$folder/home-of-root" "$folder/seen"
chmod 700 "$folder/home-of-root"
touch "$folder/program/node"
mount --bind "$node" "$folder/program/node" # it may lie in a home that ordinary users cannot enter

# /etc and /var are the machine's, copied on write. In a container /etc/hosts is a mount that an overlay does not see.
cat /etc/hosts >"$folder/seen/hosts"
for tree in etc var; do
  mkdir "$folder/$tree.upper" "$folder/$tree.work"
  mount -t overlay overlay -o "lowerdir=/$tree,upperdir=$folder/$tree.upper,workdir=$folder/$tree.work" "/$tree"
done
rm -f /etc/resolv.conf /etc/docker/daemon.json
cat "$folder/seen/hosts" >/etc/hosts
echo "nameserver $address" >/etc/resolv.conf
mkdir -p /etc/docker
# The package's init script raises limits first. Root without CAP_SYS_RESOURCE (in many containers and virtual machines)
# may not, and the script ends there: a machine on which it never worked is no place to test that it is used rightly.
if ! (ulimit -n 1048576 && ulimit -u unlimited) 2>/dev/null && [ -e /etc/init.d/docker ]; then
  sed -i 's/^\([[:space:]]*\)ulimit /\1: ulimit /' /etc/init.d/docker
fi

# What a running engine leaves behind starts empty.
mkdir -p /var/lib/docker /var/lib/containerd /var/lib/containers
for tree in /var/lib/docker /var/lib/containerd /var/lib/containers; do mount -t tmpfs -o mode=711 lab "$tree"; done
for tree in /run /home /var/log; do mount -t tmpfs -o mode=755 lab "$tree"; done
mkdir -m 1777 /run/lock

# A new /sys shows the lab's network interfaces; what was mounted inside the old one is carried over.
mkdir "$folder/sys"
mount --rbind /sys "$folder/sys"
mount -t sysfs sysfs /sys
for inside in fs/cgroup fs/selinux kernel/security; do
  if mountpoint -q "$folder/sys/$inside"; then mount --rbind "$folder/sys/$inside" "/sys/$inside"; fi
done
umount -l "$folder/sys"
mount -t proc proc /proc

ip link set lo up
ip link add eth0 type veth peer name upstream
ip address add "$address/24" dev eth0
ip link set eth0 up
ip link set upstream up
ip route add default via "${address%.*}.1"

echo "ready $outside_pid"
# `read` lets bash reap the orphans that process 1 inherits, which `exec cat` would not.
while read -r _; do :; done
