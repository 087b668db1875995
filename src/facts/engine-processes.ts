import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseCmdline } from '#parse/cmdline';
import { type DaemonJson, parseDaemonJson } from '#parse/daemon-json';
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
  /** The data root of a dockerd of root's. */
  readonly dataRoot?: string;
  /** Not of docker.service: somebody else started it. Absent where that could not be seen. */
  readonly isApart?: boolean;
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
  const told = name === 'dockerd' ? await toldOnStart(host, pid, status.uid) : {};
  return {
    pid,
    name,
    state,
    uid: status.uid,
    ...(startTicks === undefined ? {} : { startTicks }),
    ...told,
  };
};

const toldOnStart = async (
  host: ReadableHost,
  pid: number,
  uid: number | undefined,
): Promise<Pick<EngineProcess, 'listensAt' | 'dataRoot' | 'isApart'>> => {
  const [text, groups] = await Promise.all([
    host.readFile(`/proc/${pid}/cmdline`),
    host.readFile(`/proc/${pid}/cgroup`),
  ]);
  if (isUnavailable(text) || text === '') return {};
  const { flags } = parseDockerdFlags(parseCmdline(text));
  const file = uid === 0 ? await contentOf(host, flags.get('config-file')?.at(-1)) : undefined;
  const listensAt = flags.get('host') ?? file?.hosts ?? [];
  const dataRoot = flags.get('data-root')?.at(-1) ?? file?.dataRoot;
  if (uid !== 0) return { listensAt };
  const apart = isUnavailable(groups) ? {} : { isApart: !/\/docker\.service(?:\/|$)/m.test(groups) };
  return { listensAt, dataRoot: dataRoot ?? USUAL_DATA_ROOT, ...apart };
};

export const USUAL_DATA_ROOT = '/var/lib/docker';

const contentOf = async (
  host: ReadableHost,
  path = '/etc/docker/daemon.json',
): Promise<DaemonJson | undefined> => {
  const text = await host.readFile(path);
  const content = isUnavailable(text) ? undefined : parseDaemonJson(text);
  return content === undefined || isMalformed(content) ? undefined : content;
};
