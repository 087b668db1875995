import { defineFix } from '#core/fix';
import { type Clearing, removalPlan } from './_removal.ts';

interface Unused extends Clearing {
  /** Those that are left out because they have several names. */
  readonly severalNames: number;
}

export const removeUnusedImages = defineFix<Unused>({
  id: 'remove-unused-images',
  title: 'Remove the images that no container uses',
  risk: 'destructive',
  about:
    'Removes the listed images that no container uses, not even one that has ended, each by its id. Images with several names and those that others were built on stay.',
  plan: ({ severalNames, ...clearing }) =>
    removalPlan(clearing, {
      type: 'image',
      word: 'images',
      why: 'no container uses them',
      notes: [
        'What a registry has can be pulled again; what was built here alone cannot. Look through the list first.',
        ...(severalNames === 0
          ? []
          : [`Images with several names stay (${severalNames}): docker removes them name by name.`]),
      ],
    }),
});
