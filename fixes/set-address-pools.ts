import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import type { AddressPool } from '#parse/daemon-json';
import { daemonJsonPlan } from './_daemon-json.ts';

interface NewPools {
  readonly target: DaemonJsonTarget;
  /** What stands in the file already, and the range that was chosen. */
  readonly pools: readonly AddressPool[];
}

export const setAddressPools = defineFix<NewPools>({
  id: 'set-address-pools',
  title: 'Give the engine free addresses for networks',
  risk: 'disruptive',
  about:
    'Writes a private address range that no route, network or name server of this host touches as "default-address-pools" into daemon.json and restarts the engine. Networks that exist keep their addresses; none is removed.',
  plan: ({ target, pools }) =>
    daemonJsonPlan(
      target,
      {
        kind: 'json',
        members: [
          {
            path: ['default-address-pools'],
            value: pools.map(({ base, size }) => ({ base, size })),
          },
        ],
      },
      'the engine has no free addresses for a new network',
      {
        notes: [
          'The range was chosen outside of all routes that this host has now. If a VPN or an office network that is not connected at the moment uses it, choose another.',
          'Networks that exist keep their addresses. The default bridge may take one from the new range when the host starts anew.',
        ],
      },
    ),
});
