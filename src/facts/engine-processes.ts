import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseCmdline } from '#parse/cmdline';
import { parseDaemonJson } from '#parse/daemon-json';
import { parseDockerdFlags } from '#parse/dockerd-flags';
import { isMalformed } from '#parse/malformed';
import { parseProcStatStart } from '#parse/proc-stat-start';
import { parseProcStatus } from '#parse/proc-status';
import { engineInfo } from './engine-info.ts';

export interface EngineProcess {
  readonly pid: number;
  readonly name: 'dockerd' | 'containerd';
  /** The state letter of proc(5): `T` stopped, `D` disk wait, `S` sleeping, `R` running. */
  readonly state: string;
  readonly uid: number | undefined;
  /** When it began: tells it from a later process of the same number and name. */
  readonly startTicks?: number;
  /** Where a dockerd was told to listen, by its flags or its daemon.json. Empty: nobody told it, so it takes its
   *  usual socket. Absent: its command line could not be read. */
  readonly listensAt?: readonly string[];
}

/** The engine's processes; those inside containers belong to other engines. They are looked for only when the engine does not answer in full: a healthy one
 *  needs no such look. `undefined`: not looked for. */
export const engineProcesses = defineFact({
  id: 'engine-processes',
  summary: 'the processes of dockerd and containerd and their states',
  needs: { engineInfo: optional(engineInfo) },
  collect: async (host, { engineInfo }): Promise<readonly EngineProcess[] | undefined | Unavailable> => {
    if (!isUnavailable(engineInfo)) return undefined;
    const names = await host.list('/proc');
    if (isUnavailable(names)) return names;
    const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
    const processes = await Promise.all(pids.map((pid) => readProcess(host, pid)));
    return processes.filter((process) => process !== undefined);
  },
});

/** A process that ends while it is looked at is simply not there. */
const readProcess = async (host: ReadableHost, pid: number): Promise<EngineProcess | undefined> => {
  const text = await host.readFile(`/proc/${pid}/status`);
  const status = isUnavailable(text) ? undefined : parseProcStatus(text);
  if (status === undefined || isMalformed(status)) return undefined;
  const { name, state, namespacePids } = status;
  if ((name !== 'dockerd' && name !== 'containerd') || namespacePids.length > 1) return undefined;
  const stat = await host.readFile(`/proc/${pid}/stat`);
  const startTicks = isUnavailable(stat) ? undefined : parseProcStatStart(stat);
  const listensAt = name === 'dockerd' ? await toldToListenAt(host, pid, status.uid) : undefined;
  return {
    pid,
    name,
    state,
    uid: status.uid,
    ...(startTicks === undefined ? {} : { startTicks }),
    ...(listensAt === undefined ? {} : { listensAt }),
  };
};

const toldToListenAt = async (
  host: ReadableHost,
  pid: number,
  uid: number | undefined,
): Promise<readonly string[] | undefined> => {
  const text = await host.readFile(`/proc/${pid}/cmdline`);
  if (isUnavailable(text) || text === '') return undefined;
  const { flags } = parseDockerdFlags(parseCmdline(text));
  return flags.get('host') ?? (uid === 0 ? hostsOfFile(host, flags.get('config-file')?.at(-1)) : []);
};

const hostsOfFile = async (
  host: ReadableHost,
  path = '/etc/docker/daemon.json',
): Promise<readonly string[]> => {
  const text = await host.readFile(path);
  const content = isUnavailable(text) ? undefined : parseDaemonJson(text);
  return content === undefined || isMalformed(content) ? [] : (content.hosts ?? []);
};
