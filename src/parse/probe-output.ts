import {
  NO_RESOLV_CONF,
  PROBE_ASKED,
  PROBE_FAREWELL,
  PROBE_GREETING,
  PROBE_NEIGHBOURS,
  PROBE_ROUTES,
} from '#core/probe-words';
import { type ProbeNetwork, parseProbeNetwork } from '#parse/probe-network';

/**
 * What dockmedic's own container wrote: a greeting, the `/etc/resolv.conf` that it was given, what it saw of its network (not in
 * recordings of dockmedic 0.1), and a farewell.
 *
 *     dockmedic-probe 1
 *     nameserver 192.0.2.1
 *     dockmedic-probe routes
 *     …
 *     dockmedic-probe asked
 *     …
 *     dockmedic-probe neighbours
 *     …
 *     dockmedic-probe end
 */
export interface ProbeOutput {
  /** The program started. */
  readonly greeted: boolean;
  /** It also ran to its end, and nothing of what it wrote was lost. */
  readonly complete: boolean;
  /** What the engine put at `/etc/resolv.conf`; absent when it put nothing there or the output is incomplete. */
  readonly resolvConf: string | undefined;
  readonly network?: ProbeNetwork;
}

export const parseProbeOutput = (stdout: string): ProbeOutput => {
  if (!stdout.startsWith(PROBE_GREETING)) return { greeted: false, complete: false, resolvConf: undefined };
  const rest = stdout.slice(PROBE_GREETING.length);
  if (!rest.endsWith(PROBE_FAREWELL)) return { greeted: true, complete: false, resolvConf: undefined };
  const [copied, ...parts] = partsOf(rest.slice(0, -PROBE_FAREWELL.length));
  const [routes, asked, neighbours] = parts;
  const seen =
    routes === undefined || asked === undefined || neighbours === undefined
      ? {}
      : { network: parseProbeNetwork(routes, asked, neighbours) };
  return {
    greeted: true,
    complete: true,
    resolvConf: copied === NO_RESOLV_CONF ? undefined : copied,
    ...seen,
  };
};

/** From the back: only the first part is a file that anything may stand in. */
const partsOf = (text: string): readonly [string, ...string[]] => {
  let first = text;
  const parts: string[] = [];
  for (const heading of [PROBE_NEIGHBOURS, PROBE_ASKED, PROBE_ROUTES]) {
    const at = first.lastIndexOf(heading);
    if (at < 0) return [text];
    parts.unshift(first.slice(at + heading.length));
    first = first.slice(0, at);
  }
  return [first, ...parts];
};
