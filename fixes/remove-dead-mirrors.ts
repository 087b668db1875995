import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface DeadMirrors {
  readonly target: DaemonJsonTarget;
  readonly dead: readonly string[];
  /** The others of the file, in their order. */
  readonly keep: readonly string[];
}

export const removeDeadMirrors = defineFix<DeadMirrors>({
  id: 'remove-dead-mirrors',
  title: 'Take dead mirrors out of daemon.json',
  risk: 'safe',
  about:
    'Takes the registry mirrors that do not work out of daemon.json and has the engine read it again, without a restart. Mirrors that answer stay, and none is added.',
  plan: ({ target, dead, keep }) => ({
    ...daemonJsonPlan(
      target,
      {
        kind: 'json',
        // A key that is gone is passed over by a reload: an empty list is what the engine takes for none.
        members: [{ path: ['registry-mirrors'], value: [...keep] }],
      },
      `each pull asks ${dead.join(' and ')} first, and in vain`,
      {
        reading: 'reload',
        notes: ['If such a mirror is only away for a while, behind a VPN for instance, leave it there.'],
      },
    ),
    endsCheck: true,
  }),
});
