/** What the probe says and reads: shared by the two programs that write it and the reader of their output. */
import { ascii, type Row } from './assemble.ts';

export const PROBE_GREETING = 'dockmedic-probe 1\n';
export const NO_RESOLV_CONF = 'no resolv.conf\n';
export const PROBE_FAREWELL = 'dockmedic-probe end\n';

/** They follow the last instruction of either program. */
export const words: readonly Row[] = [
  ...word('greeting', PROBE_GREETING),
  ...word('no resolv.conf', NO_RESOLV_CONF),
  ...word('farewell', PROBE_FAREWELL),
  ...word('path', '/etc/resolv.conf\0'),
];

function word(label: string, text: string): readonly Row[] {
  return [{ label }, [ascii(text), JSON.stringify(text)]];
}
