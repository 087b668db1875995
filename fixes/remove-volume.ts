import { defineFix, type EngineObject } from '#core/fix';
import type { RemovalTarget } from '#facts/removal-target';
import { removalPlan } from './_removal.ts';

interface OneVolume {
  readonly target: RemovalTarget;
  readonly volume: EngineObject;
}

export const removeVolume = defineFix<OneVolume>({
  id: 'remove-volume',
  title: 'Remove one volume that no container has',
  risk: 'destructive',
  about:
    'Removes one volume, asked for by its name (dockmedic fix remove-volume#NAME), that no container has. It is never a next action, and never part of another clean-up.',
  plan: ({ target, volume }) => ({
    ...removalPlan(
      { target, objects: [volume] },
      {
        type: 'volume',
        word: volume.name,
        why: 'no container has it, not even one that has ended',
        notes: [
          'The data in it is lost for good. Look into it first: a database that is down for the moment, or a project whose containers were removed, is kept in just such a volume.',
        ],
      },
    ),
    byName: volume.name,
  }),
});
