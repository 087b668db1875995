import { isUnavailable } from '#core/answer';
import type { Host } from '#core/host';

export interface ProcessNow {
  readonly comm: string;
  /** The state letter of proc(5): `T` is stopped. */
  readonly state: string;
  readonly startTicks: number;
}

/** `/proc/PID/stat`: `4711 (dockerd) T 1 4711 … 8123 …`. The name may hold blanks and brackets itself, so the
 *  fields are counted from the last bracket. `undefined`: there is no such process. */
export const processNow = async (host: Host, pid: number): Promise<ProcessNow | undefined> => {
  const text = await host.readFile(`/proc/${pid}/stat`);
  if (isUnavailable(text)) return undefined;
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  return {
    comm: text.slice(text.indexOf('(') + 1, end),
    state: fields[0] ?? '',
    startTicks: Number(fields[19]),
  };
};
