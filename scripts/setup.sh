#!/bin/sh
# From a fresh clone to a diagnosis: installs what dockmedic needs into this folder, builds it, and runs it with the
# arguments given here. Safe to run twice; asks nothing; its exit code is the program's (2: could not be set up).
# Standard output carries the program's answer alone, so that another script can read `setup.sh check --json`.
#
#   sh path/to/dockmedic/scripts/setup.sh check --json
#   DOCKMEDIC_SETUP_ONLY=1 sh path/to/dockmedic/scripts/setup.sh      # installs and builds, runs nothing
set -eu

say() { printf 'dockmedic: %s\n' "$*" >&2; }

# The folder of this very file, also when it is called through a symbolic link.
here() {
  file=$1
  while [ -L "$file" ]; do
    link=$(readlink "$file")
    case $link in
      /*) file=$link ;;
      *) file=$(dirname "$file")/$link ;;
    esac
  done
  CDPATH='' cd -- "$(dirname "$file")" && pwd -P
}

# How Node 20 or newer comes to this machine. Several distributions still ship an older one.
how_to_get_node() {
  distribution=$(sed -n 's/^ID=//p; s/^ID_LIKE=//p' /etc/os-release 2>/dev/null | tr -d '"' | tr '\n' ' ')
  case " $distribution " in
    *' debian '* | *' ubuntu '*)
      say 'curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash - && sudo apt-get install -y nodejs' ;;
    *' alpine '*) say 'sudo apk add nodejs npm' ;;
    *' arch '*) say 'sudo pacman -S nodejs npm' ;;
    *' rhel '* | *' centos '*) say 'sudo dnf module install nodejs:20' ;;
    *' fedora '*) say 'sudo dnf install nodejs npm' ;;
    *' suse '* | *' opensuse '*) say 'sudo zypper install nodejs20 npm20' ;;
    *) if [ "$(uname -s)" = Darwin ]; then say 'brew install node'; fi ;;
  esac
  say 'other ways: https://nodejs.org/en/download'
}

need_node() {
  if ! command -v node >/dev/null 2>&1; then
    say 'Node 20.12 or newer is needed, and there is no node in PATH. To get it:'
  elif ! node -e 'var v = process.versions.node.split("."); process.exit(v[0] * 1000 + v[1] * 1 < 20012 ? 1 : 0)'; then
    say "Node 20.12 or newer is needed, this one is $(node --version). To get it:"
  elif ! command -v npm >/dev/null 2>&1; then
    say 'npm is needed, and there is none in PATH; it comes with Node. To get it:'
  else
    return 0
  fi
  how_to_get_node
  exit 2
}

scripts=$(here "$0")
need_node

if [ "${DOCKMEDIC_SETUP_ONLY:-}" = 1 ]; then
  exec node "$scripts/prepare.mjs"
fi
exec node "$scripts/start.mjs" "$@"
