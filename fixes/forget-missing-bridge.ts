import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface MissingBridge {
  readonly target: DaemonJsonTarget;
  readonly bridge: string;
}

export const forgetMissingBridge = defineFix<MissingBridge>({
  id: 'forget-missing-bridge',
  title: 'Let the engine use its own bridge again',
  risk: 'safe',
  about:
    'Takes "bridge" out of daemon.json where it names a bridge that does not exist, so that the engine makes and uses docker0. It makes no network device itself.',
  plan: ({ target, bridge }) =>
    daemonJsonPlan(
      target,
      { kind: 'json', members: [{ path: ['bridge'] }] },
      `the engine does not start without the bridge ${bridge}`,
      {
        notes: [
          `If something is to make ${bridge} before the engine starts, leave the setting and mend that instead.`,
        ],
      },
    ),
});
