import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { isMalformed } from '#parse/malformed';
import { type DaemonConfig, daemonConfig } from './daemon-config.ts';
import { type DaemonFlags, daemonFlags } from './daemon-flags.ts';
import { endpoints } from './endpoints.ts';
import { isDefaultSocket } from './local-socket.ts';

/** The pid file that the engine finds when it starts. dockerd refuses to start while the number in it is that of
 *  any living process, whatever that is; the number of a dead one is ignored, by 20.10 as by later releases. */
export interface PidFile {
  readonly path: string;
  /** Exactly as it stands there. */
  readonly text: string;
  /** Absent where the text is no number. */
  readonly pid?: number;
  /** Name of the process that has the number now; absent where there is none. */
  readonly comm?: string;
}

/** `undefined`: not looked for, because the engine answers, or not there. */
export const pidFile = defineFact({
  id: 'pid-file',
  summary: "the engine's pid file and the process that it names",
  needs: { endpoints, daemonFlags: optional(daemonFlags), daemonConfig: optional(daemonConfig) },
  collect: async (host, needs): Promise<PidFile | undefined | Unavailable> => {
    const local = needs.endpoints.find(
      ({ address }) => address.kind === 'unix' && isDefaultSocket(address.path),
    );
    if (local?.state.kind === 'answers') return undefined;
    const path = pathOf(needs.daemonFlags, needs.daemonConfig);
    const text = await host.readFile(path, { maxBytes: 4096 });
    if (isUnavailable(text)) return text.reason === 'absent' ? undefined : text;
    const pid = Number(text.trim());
    if (!Number.isSafeInteger(pid) || pid <= 0) return { path, text };
    const comm = await host.readFile(`/proc/${pid}/comm`);
    return { path, text, pid, ...(isUnavailable(comm) ? {} : { comm: comm.trim() }) };
  },
});

const pathOf = (flags: DaemonFlags | Unavailable, config: DaemonConfig | Unavailable): string => {
  const flag = isUnavailable(flags) ? undefined : flags.flags.get('pidfile')?.at(-1);
  const content = isUnavailable(config) ? undefined : config.content;
  const key = content === undefined || isMalformed(content) ? undefined : content.pidfile;
  return flag ?? key ?? '/var/run/docker.pid';
};
