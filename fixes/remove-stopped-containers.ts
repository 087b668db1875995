import { defineFix } from '#core/fix';
import { type Clearing, removalPlan } from './_removal.ts';

interface Stopped extends Clearing {
  readonly days: number;
}

export const removeStoppedContainers = defineFix<Stopped>({
  id: 'remove-stopped-containers',
  title: 'Remove the containers that ended long ago',
  risk: 'destructive',
  about:
    'Removes the listed containers that ended more than seven days ago (stoppedContainerDays in the configuration). Their volumes stay, and so does a container that was started meanwhile.',
  plan: ({ days, ...clearing }) =>
    removalPlan(clearing, {
      type: 'container',
      word: 'containers',
      why: `they ended more than ${days} days ago`,
      notes: ['What they wrote outside of volumes goes with them, and so do their logs. Volumes stay.'],
    }),
});
