import { isUnavailable } from '#core/answer';
import type { Endpoint } from '#facts/endpoints';
import type { EngineProcess } from '#facts/engine-processes';
import { isDefaultSocket } from '#facts/local-socket';
import type { Surroundings } from './socket.surroundings.ts';

type Around = Pick<Surroundings, 'processes'>;

export const HALTED = /[TtD]/;
const ALIVE = /[RS]/;

/** `dockerd (pid 31)` */
export const named = ({ name, pid }: EngineProcess): string => `${name} (pid ${pid})`;

/** The dockerd behind the endpoint, a halted one before a running one. */
export const culprit = ({ address }: Endpoint, around: Around): EngineProcess | undefined => {
  const daemons = daemonsOf(around).filter((process) => mayServe(process, address));
  return daemons.find(({ state }) => HALTED.test(state)) ?? daemons[0];
};

const daemonsOf = ({ processes }: Around): readonly EngineProcess[] =>
  isUnavailable(processes) ? [] : (processes ?? []).filter(({ name }) => name === 'dockerd');

/** Of a socket in no usual place nobody knows whose it is: a daemon that runs well is not blamed for it. */
const mayServe = (process: EngineProcess, address: Endpoint['address']): boolean =>
  address.kind === 'tcp'
    ? isThisHost(address.hostName) && HALTED.test(process.state)
    : (isItsUsual(process, address.path) ?? HALTED.test(process.state));

const isThisHost = (hostName: string): boolean => /^(localhost|127\..*|::1)$/.test(hostName);

/** Undefined where the path is nobody's usual socket. */
const isItsUsual = ({ uid }: EngineProcess, path: string): boolean | undefined => {
  const user = /^\/run\/user\/(\d+)\/docker\.sock$/.exec(path)?.[1];
  if (user !== undefined) return uid === undefined || uid === Number(user);
  return isDefaultSocket(path) ? uid === undefined || uid === 0 : undefined;
};

/** The living dockerd whose socket should be at the path, or that should have it but listens elsewhere. */
export interface Daemon {
  readonly process: EngineProcess;
  /** Where it was told to listen instead; empty where the path is its socket. */
  readonly elsewhere: readonly string[];
}

export const daemonOf = (path: string, around: Around): Daemon | undefined => {
  const alive = daemonsOf(around).filter(({ state }) => ALIVE.test(state));
  const owner = alive.find((process) => isSocketOf(process, path));
  if (owner !== undefined) return { process: owner, elsewhere: [] };
  const other = alive.find((process) => isItsUsual(process, path));
  return other === undefined ? undefined : { process: other, elsewhere: other.listensAt ?? [] };
};

const isSocketOf = (process: EngineProcess, path: string): boolean => {
  const { listensAt = [] } = process;
  if (listensAt.some((address) => isSameSocket(address, path))) return true;
  const takesItsUsual = listensAt.length === 0 || listensAt.some((address) => UNNAMED.test(address));
  return takesItsUsual && isItsUsual(process, path) === true;
};

/** `unix://` alone is the usual socket; `fd://` is the one that systemd opened. */
const UNNAMED = /^(?:unix:\/\/)?$|^fd:\/\//;

const isSameSocket = (address: string, path: string): boolean => {
  const own = address.replace(/^unix:\/\//, '');
  return own === path || (isDefaultSocket(own) && isDefaultSocket(path));
};
