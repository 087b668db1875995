import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface OpenAddress {
  readonly target: DaemonJsonTarget;
  /** The other hosts of the file, in their order. */
  readonly keep: readonly string[];
}

export const closeTcpAddress = defineFix<OpenAddress>({
  id: 'close-tcp-address',
  title: 'Close the unprotected address of the engine',
  risk: 'disruptive',
  about:
    'Takes the address on which the engine listens without asking who calls out of "hosts" in daemon.json and restarts the engine. Its socket stays. It changes no unit and opens nothing else.',
  plan: ({ target, keep }) =>
    daemonJsonPlan(
      target,
      {
        kind: 'json',
        members: [{ path: ['hosts'], ...(keep.length === 0 ? {} : { value: [...keep] }) }],
      },
      'whoever reaches that address is root on this host',
      {
        notes: [
          'Programs that reach the engine by that address cannot any more: give them ssh:// or TLS with client certificates first.',
        ],
      },
    ),
});
