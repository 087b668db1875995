import { NO_RESOLV_CONF, PROBE_FAREWELL, PROBE_GREETING } from '#core/probe-words';

/**
 * What dockmedic's own container wrote: a greeting, the `/etc/resolv.conf` that it was given, and a farewell.
 *
 *     dockmedic-probe 1
 *     nameserver 192.0.2.1
 *     dockmedic-probe end
 */
export interface ProbeOutput {
  /** The program started. */
  readonly greeted: boolean;
  /** It also ran to its end, and nothing of what it wrote was lost. */
  readonly complete: boolean;
  /** What the engine put at `/etc/resolv.conf`; absent when it put nothing there or the output is incomplete. */
  readonly resolvConf: string | undefined;
}

export const parseProbeOutput = (stdout: string): ProbeOutput => {
  if (!stdout.startsWith(PROBE_GREETING)) return { greeted: false, complete: false, resolvConf: undefined };
  const rest = stdout.slice(PROBE_GREETING.length);
  if (!rest.endsWith(PROBE_FAREWELL)) return { greeted: true, complete: false, resolvConf: undefined };
  const copied = rest.slice(0, -PROBE_FAREWELL.length);
  return { greeted: true, complete: true, resolvConf: copied === NO_RESOLV_CONF ? undefined : copied };
};
