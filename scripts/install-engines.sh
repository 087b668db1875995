#!/bin/sh
# Installs what the engine tests and the lab need on Debian and Ubuntu: a Docker Engine, Podman, the tools that break them,
# and debootstrap with Debian's keys, which makes the lab's hosts.
# Safe to run again: says nothing and changes nothing when everything is there. Exit 2: this machine cannot be prepared.
set -eu

packages='docker.io podman uidmap iptables iproute2 procps sudo jq curl ca-certificates util-linux passwd mount e2fsprogs tar
  debootstrap debian-archive-keyring wget strace shellcheck'

refuse() {
  echo "install-engines: $1" >&2
  exit 2
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

has_docker_engine() {
  # Docker's own packages (docker-ce) conflict with docker.io: an engine that is there already is good enough.
  PATH="$PATH:/usr/sbin" command -v dockerd >/dev/null 2>&1
}

missing_packages() {
  for package in $packages; do
    if [ "$package" = docker.io ] && has_docker_engine; then continue; fi
    is_installed "$package" || printf '%s ' "$package"
  done
}

command -v apt-get >/dev/null 2>&1 ||
  refuse 'apt-get not found. Only Debian and Ubuntu are prepared automatically; install dockerd and podman by hand.'

missing=$(missing_packages)
[ -n "$missing" ] || exit 0

[ "$(id -u)" = 0 ] || refuse "must run as root to install: $missing(try: sudo sh scripts/install-engines.sh)"

export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT

apt_install() {
  # shellcheck disable=SC2086 # one word per package is what we want
  apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 $missing </dev/null >"$log" 2>&1
}

# The package lists of a fresh machine are absent or old: fetch them only when installing without them fails.
if ! apt_install; then
  apt-get update -o DPkg::Lock::Timeout=120 </dev/null >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; refuse 'apt-get update failed; is there a network?'; }
  apt_install || { tail -n 20 "$log" >&2; refuse "apt-get could not install: $missing"; }
fi

missing=$(missing_packages)
[ -z "$missing" ] || refuse "still missing after installing: $missing"
echo 'install-engines: Docker Engine and Podman are installed.'
