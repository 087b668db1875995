import { defineFix } from '#core/fix';
import { type Clearing, removalPlan } from './_removal.ts';

export const removeBuildCache = defineFix<Clearing>({
  id: 'remove-build-cache',
  title: 'Remove the build cache that is not in use',
  risk: 'destructive',
  about:
    'Removes the listed records of the build cache, and no others: what a build uses stays. It costs the next builds time, and nothing else.',
  plan: (clearing) =>
    removalPlan(clearing, {
      type: 'build-cache',
      word: 'cache',
      why: 'no build uses them; the next builds make anew what they need',
      notes: ['The next builds are slower.'],
    }),
});
