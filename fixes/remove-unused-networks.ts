import { defineFix } from '#core/fix';
import { type Clearing, removalPlan } from './_removal.ts';

export const removeUnusedNetworks = defineFix<Clearing>({
  id: 'remove-unused-networks',
  title: 'Remove the networks that no container belongs to',
  risk: 'destructive',
  about:
    'Removes the listed bridge networks that no container belongs to, not even one that has ended. Networks of the engine itself, of a swarm and of other drivers stay.',
  plan: (clearing) =>
    removalPlan(clearing, {
      type: 'network',
      word: 'networks',
      why: 'no container belongs to them, and each holds a range of addresses',
      notes: [
        'Compose makes its own networks anew with docker compose up. One that a Compose file calls external has to be made by hand again.',
      ],
    }),
});
