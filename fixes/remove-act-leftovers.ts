import { defineFix } from '#core/fix';
import { type Clearing, removalPlan } from './_removal.ts';

export const removeActLeftovers = defineFix<Clearing>({
  id: 'remove-act-leftovers',
  title: 'Remove the containers that act left behind',
  risk: 'destructive',
  about:
    'Removes the listed containers named act-* that do not run. Their volumes stay, and so does a container that runs.',
  plan: (clearing) =>
    removalPlan(clearing, {
      type: 'container',
      word: 'act',
      why: 'earlier runs of act left them, and a new run of the same job needs their names',
      notes: ['What those runs wrote in them goes too, and act run with --reuse begins anew. Volumes stay.'],
    }),
});
