import { defineFix } from '#core/fix';
import { interruption } from './_interruption.ts';
import { type ServiceTarget, serviceSteps } from './_service.ts';

interface Restart extends ServiceTarget {
  /** Names of the containers that the restart stops. Absent: the engine could not be asked. */
  readonly interrupts?: readonly string[];
}

export const restartDocker = defineFix<Restart>({
  id: 'restart-docker',
  title: 'Restart the Docker engine',
  risk: 'disruptive',
  about:
    'Restarts the engine through the service manager that looks after it. Running containers stop unless live-restore is on; those with a restart policy come back. It deletes nothing.',
  plan: (target) => ({
    steps: serviceSteps(target, 'restart', `${target.unit} has to begin anew`),
    notes: [interruption(target.interrupts)],
  }),
});
