import { defineFix } from '#core/fix';
import { groupSteps } from './_group.ts';
import { type ServiceTarget, serviceSteps } from './_service.ts';

export const makeDockerGroup = defineFix<ServiceTarget>({
  id: 'make-docker-group',
  title: 'Make the group docker, which the socket is given to',
  risk: 'safe',
  about:
    'Makes the system group docker and starts the engine, whose socket unit could not make its socket without it. It adds nobody to the group.',
  plan: (target) => ({
    steps: [
      ...groupSteps(false),
      // docker.socket and docker.service fail one after the other; what has not failed is passed over.
      ...serviceSteps(
        { ...target, resetFailed: true },
        'start',
        `${target.socketUnit ?? target.unit} gives its socket to the group docker`,
      ),
    ],
    notes: [
      'The new group has no members. Whoever was in the old one has to be added again: sudo usermod -aG docker USER, which equals root on this host.',
    ],
  }),
});
