/** What the probe says and reads, shared by the two programs. */
import { NO_RESOLV_CONF, PROBE_FAREWELL, PROBE_GREETING } from '#core/probe-words';
import { ascii, type Row } from './assemble.ts';

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
