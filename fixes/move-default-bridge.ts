import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface NewBridgeAddress {
  readonly target: DaemonJsonTarget;
  /** The address of the bridge with its range: `10.201.0.1/24`. */
  readonly bip: string;
}

export const moveDefaultBridge = defineFix<NewBridgeAddress>({
  id: 'move-default-bridge',
  title: 'Move the default bridge to addresses of its own',
  risk: 'disruptive',
  about:
    'Writes a private address that no route, network or name server of this host touches as "bip" into daemon.json and restarts the engine, which moves docker0 there. Other networks and the routes of the host stay as they are.',
  plan: ({ target, bip }) =>
    daemonJsonPlan(
      target,
      { kind: 'json', members: [{ path: ['bip'], value: bip }] },
      'the default bridge has addresses that exist elsewhere as well',
      {
        notes: [
          'Containers on the default bridge get other addresses.',
          'The range was chosen outside of all routes that this host has now. If a VPN or an office network that is not connected at the moment uses it, choose another.',
        ],
      },
    ),
});
