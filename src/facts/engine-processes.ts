import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
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
}

/** The engine's processes. They are looked for only when the engine does not answer in full: a healthy one
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
  const { name, state } = status;
  if (name !== 'dockerd' && name !== 'containerd') return undefined;
  const stat = await host.readFile(`/proc/${pid}/stat`);
  const startTicks = isUnavailable(stat) ? undefined : parseProcStatStart(stat);
  return { pid, name, state, uid: status.uid, ...(startTicks === undefined ? {} : { startTicks }) };
};
