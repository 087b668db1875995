#!/bin/sh
# Builds the root file system of one of the lab's hosts: image.sh SUITE MIRROR FOLDER [NEWER-SUITE]. Run as root; needs
# debootstrap. With NEWER-SUITE the engines alone, and what they need, come from there. What it makes is a whole Debian with systemd, sudo, sshd, Docker and Podman as its packages leave them. Nothing in it
# knows of dockmedic or of a fault. image.ts imports it and keeps it until this file changes.
set -eu
suite=$1 mirror=$2 root=$3 newer=${4:-}

base=systemd,systemd-sysv,dbus,sudo,openssh-server,iproute2,iptables,procps,passwd,ca-certificates,locales-all
engines='docker.io containerd runc podman'
rootless='uidmap slirp4netns fuse-overlayfs dbus-user-session rootlesskit'
# Each is off until a fault starts it.
servers='docker-registry tinyproxy-bin apache2-utils'
tools='busybox-static e2fsprogs util-linux curl socat openssl acl kmod less openssh-client'
[ "$suite" = bookworm ] || engines="$engines docker-cli" # later than Debian 12 the client is a package of its own

debootstrap --variant=minbase --include="$base" "$suite" "$root" "$mirror"

# Nothing is to be started while packages are installed.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
if [ -n "$newer" ]; then
  echo "deb $mirror $newer main" >"$root/etc/apt/sources.list.d/newer.list"
  printf 'Package: *\nPin: release a=%s\nPin-Priority: 100\n' "$newer" >"$root/etc/apt/preferences.d/newer"
  chroot "$root" apt-get update -o Acquire::Check-Valid-Until=false
  # They ask for a newer C library, and that for its own programs and locales; systemd stays the suite's.
  # shellcheck disable=SC2086 # one word per package is what we want
  engines=$(printf "%s/$newer " $engines netavark libc6 libc-bin locales-all)
fi
# shellcheck disable=SC2086 # one word per package is what we want
chroot "$root" apt-get install --yes --no-install-recommends $engines $rootless $servers $tools
chroot "$root" systemctl --quiet disable docker-registry.service
rm "$root/usr/sbin/policy-rc.d"

# ada may use the engine and sudo; bob may neither.
chroot "$root" useradd --create-home --shell /bin/bash --groups docker ada
chroot "$root" useradd --create-home --shell /bin/bash bob
echo 'ada ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/ada"
chmod 440 "$root/etc/sudoers.d/ada"

# A host in a container has no consoles, and its kernel is not its own.
for unit in getty@.service console-getty.service systemd-udevd.service systemd-networkd-wait-online.service \
  systemd-modules-load.service sys-kernel-debug.mount sys-kernel-tracing.mount dev-hugepages.mount; do
  chroot "$root" systemctl --quiet mask "$unit"
done
# Debian's default; a host whose journal fills the machine's disk would be a fault of the lab.
mkdir -p "$root/etc/systemd/journald.conf.d"
printf '[Journal]\nStorage=persistent\nSystemMaxUse=64M\n' >"$root/etc/systemd/journald.conf.d/lab.conf"

# The host's own network: one interface that leads nowhere, and a name server behind it (resolver.mjs), so that no test
# needs the internet and a fault in DNS is ours alone.
cat >"$root/etc/systemd/system/lab-network.service" <<'UNIT'
[Unit]
Description=Network of this host
DefaultDependencies=no
Before=network.target docker.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'umount /etc/resolv.conf; echo "nameserver 10.99.0.2" >/etc/resolv.conf'
ExecStart=/bin/sh -c 'ip link add eth0 type veth peer name upstream && ip address add 10.99.0.2/24 dev eth0'
ExecStart=/bin/sh -c 'ip link set eth0 up && ip link set upstream up && ip route add default via 10.99.0.1'
[Install]
WantedBy=sysinit.target
UNIT
cat >"$root/etc/systemd/system/lab-resolver.service" <<'UNIT'
[Unit]
Description=Name server of this host's network
After=lab-network.service
Requires=lab-network.service
[Service]
ExecStart=/opt/dockmedic/node /opt/dockmedic/resolver.mjs 10.99.0.2
[Install]
WantedBy=multi-user.target
UNIT
chroot "$root" systemctl --quiet enable lab-network.service lab-resolver.service

rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/etc/machine-id "$root"/etc/resolv.conf
: >"$root/etc/machine-id"
: >"$root/etc/resolv.conf"
umount "$root/proc"
trap - EXIT
