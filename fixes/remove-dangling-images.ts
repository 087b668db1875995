import { defineFix } from '#core/fix';
import { type Clearing, removalPlan } from './_removal.ts';

export const removeDanglingImages = defineFix<Clearing>({
  id: 'remove-dangling-images',
  title: 'Remove the images without a name that no container uses',
  risk: 'destructive',
  about:
    'Removes the listed images that have no name and that no container uses, not even one that has ended. An image that gets a name or a container meanwhile stays.',
  plan: (clearing) =>
    removalPlan(clearing, {
      type: 'image',
      word: 'images',
      why: 'they have no name, mostly because a newer build took it, and no container uses them',
    }),
});
