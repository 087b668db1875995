import type { LabHost } from './host.ts';

/** What a plan alone must leave as it is: files with what is in them, and units, one line each. */
export type Snapshot = readonly string[];

/** /etc, the engine's socket and pid file, the client's configuration, and the units of the engines. */
export const snapshotOf = async (host: LabHost, user: string): Promise<Snapshot> =>
  (await host.shell(SCRIPT, [user])).split('\n').filter(Boolean).toSorted();

const SCRIPT = `
  home=$(getent passwd "$1" | cut -d: -f6)
  all() {
    find "$@" -printf '%y %m %u:%g %T@ %p -> %l\\n'
    find "$@" -type f -exec sha256sum {} +
  }
  all /etc -xdev
  for path in "$home/.docker" "$home/.config" "$home/.actrc"; do [ ! -e "$path" ] || all "$path" -xdev; done
  for path in /run/docker /run/docker.sock /run/docker.pid; do [ ! -e "$path" ] && [ ! -L "$path" ] || all "$path" -maxdepth 0; done
  for unit in docker.service docker.socket containerd.service podman.socket; do
    systemctl show --property=Id,LoadState,UnitFileState,ActiveState $unit | sort | tr '\\n' ' '; echo
  done | sed -E 's/ActiveState=(inactive|failed|activating|deactivating)/ActiveState=not-active/'`;

/** The lines that are in one of both alone: `-` as it was, `+` as it is. Empty: nothing changed. */
export const changesBetween = (before: Snapshot, after: Snapshot): readonly string[] => {
  const was = new Set(before);
  const is = new Set(after);
  return [
    ...before.filter((line) => !is.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !was.has(line)).map((line) => `+ ${line}`),
  ];
};
