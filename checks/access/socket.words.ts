export type Path = { readonly path: string };

export type Chosen = {
  /** Who named the path; absent where it is simply the usual one. */
  readonly origin: string | undefined;
  /** The unit that was still on its way up when the wait was over. */
  readonly starting: string | undefined;
};

export const NOTHING_WORKS = (): string =>
  'docker, Compose, act, Testcontainers and every other client of this engine fail.';

/** A flag of dockmedic: it holds for this run, and no other client knows of it. */
export const isFlag = (origin: string | undefined): boolean => origin?.startsWith('--') ?? false;

export const ONLY_HERE =
  'Nothing was learnt about that engine. Only this run is concerned: other clients do not see the flag.';

const USUAL = 'unix:///var/run/docker.sock';

/** What to type instead of the address that is no good. */
export const otherHost = (flag: string, value: string): string =>
  flag === '--host' && value !== USUAL
    ? `give --host an engine that answers, for example ${USUAL}`
    : `give ${flag} one whose engine answers`;

export const WAIT = 'Wait until it is up (dockmedic --wait does); if it never is, its log tells why.';

export type Missing = Path &
  Chosen & {
    readonly installed: boolean;
    /** `dockerd (pid 31)`: the engine that runs without its socket. */
    readonly process: string | undefined;
    /** Where it was told to listen, when that is not here. */
    readonly elsewhere: readonly string[];
  };

export const missingMessage = ({ path, process, elsewhere }: Missing): string => {
  if (process === undefined) return `There is no socket at ${path}: the engine is not running.`;
  return elsewhere.length === 0
    ? `The engine runs, ${process}, but its socket ${path} is gone.`
    : `There is no socket at ${path}: the engine runs, ${process}, but listens only at ${elsewhere.join(', ')}.`;
};

export const missingCause = ({ origin, starting, installed, process, elsewhere }: Missing): string => {
  if (starting !== undefined) return `${starting} is still starting, and its engine does not listen yet.`;
  if (elsewhere.length > 0) return 'Its flags (-H) or "hosts" in its daemon.json name that address alone.';
  if (process !== undefined)
    return 'While the engine ran, somebody deleted the socket, or something was mounted over its directory.';
  if (origin !== undefined) return `${origin} names this path, and no engine has made a socket there.`;
  return installed
    ? 'The Docker service is stopped, so nothing has created its socket.'
    : 'Docker Engine is not installed on this host, so nothing creates its socket.';
};

export const missingRemedy = ({
  path,
  origin,
  starting,
  installed,
  process,
  elsewhere: [other],
}: Missing): string => {
  if (starting !== undefined) return WAIT;
  if (other !== undefined)
    return `Name that address to the clients (DOCKER_HOST=${other}), or add unix://${path} to its addresses and restart it.`;
  if (process !== undefined)
    return 'Restart the engine, which makes its socket anew; a start alone finds it running and does nothing.';
  if (origin !== undefined)
    return `Start that engine, or ${isFlag(origin) ? otherHost(origin, `unix://${path}`) : `correct ${origin}`}.`;
  return installed
    ? 'Start the Docker service, and enable it if it should start at boot.'
    : 'Install Docker Engine, or name the engine that is meant with DOCKER_HOST or a docker context.';
};

export type Hang = {
  readonly endpoint: string;
  readonly afterMs: number;
  /** `dockerd (pid 31)`; absent where no process of it was found. */
  readonly process: string | undefined;
  readonly pid: number | undefined;
  /** The state letter of proc(5). */
  readonly state: string | undefined;
  readonly starting: string | undefined;
  /** `51 MB of 8 GB`, where the host is short of memory. */
  readonly memory: string | undefined;
};

export const hungCause = ({ process, state, starting, memory }: Hang): string => {
  if (process !== undefined && state === 'T')
    return `${process} is stopped (state T): a signal or the shell's job control halted it.`;
  if (process !== undefined && state === 't') return `${process} is held by a debugger (state t).`;
  if (process !== undefined && state === 'D')
    return `${process} waits for a disk that does not answer (state D).`;
  if (memory !== undefined)
    return `The host has hardly any memory left (${memory}), so its processes barely move.`;
  if (starting !== undefined) return `${starting} is still starting.`;
  return process === undefined
    ? 'The process behind the socket was not found; it may be a forwarder whose far end is gone.'
    : `${process} runs (state ${state ?? 'unknown'}) but is stuck: a deadlock, or too little memory or CPU.`;
};

export const hungRemedy = ({ pid, state, starting, memory }: Hang): string => {
  if (pid !== undefined && state === 'T') return `Let the process go on: sudo kill -CONT ${pid}`;
  if (pid !== undefined && state === 't') return `Detach the debugger from process ${pid}.`;
  if (state === 'D')
    return 'Bring the storage back that it waits for (the kernel log names it); where it does not come back, only a reboot ends the wait.';
  if (memory !== undefined)
    return 'Stop what uses the memory (ps -eo pid,rss,comm --sort -rss shows it first), then look again.';
  if (starting !== undefined) return WAIT;
  return pid === undefined
    ? 'Restart the engine, virtual machine or forwarder that this socket belongs to.'
    : `Look at the load, memory and disk of the host, save a stack dump (sudo kill -USR1 ${pid} writes one to the log), then restart the engine.`;
};

export type Denial = Path & {
  readonly owner: string | undefined;
  readonly mode: string | undefined;
  /** What owner, group and mode tell; `other` where they would let the user in. */
  readonly because: 'not-a-member' | 'not-active' | 'wrong-owner' | 'owners-only' | 'other';
  readonly group: string | undefined;
};

export const deniedCause = ({ because, group = 'docker' }: Denial): string => {
  switch (because) {
    case 'not-a-member':
      return `Only root and the members of group ${group} may, and this user is not one of them.`;
    case 'not-active':
      return `This session is older than the user's membership of group ${group}, and does not have it.`;
    case 'wrong-owner':
      return 'The socket does not belong to the group that is meant to use it.';
    case 'owners-only':
      return 'The socket is meant for its owner alone.';
    case 'other':
      return 'Owner, group and mode of the socket would allow it, so something else forbids it: an access control list, SELinux or AppArmor.';
  }
};

export const deniedRemedy = ({ path, because, group = 'docker' }: Denial): string => {
  switch (because) {
    case 'not-a-member':
      return `Have an administrator add the user to group ${group} (which equals root), or use a rootless engine.`;
    case 'not-active':
      return 'Log out and in again, so that the session gets its groups anew.';
    case 'wrong-owner':
      return 'Give the socket back to its group, as the other finding says.';
    case 'owners-only':
      return 'Use an engine of your own (rootless), or act as the owner of this one.';
    case 'other':
      return `Look at the access control list (getfacl ${path}) and at the audit log.`;
  }
};
