import { defineFix } from '#core/fix';
import { type ServiceTarget, serviceSteps } from './_service.ts';

export const startDocker = defineFix<ServiceTarget>({
  id: 'start-docker',
  title: 'Start the Docker engine',
  risk: 'safe',
  about:
    'Starts the engine through the service manager that looks after it, clearing the record of earlier failures where systemd has given up. It never runs dockerd by hand.',
  plan: (target) => ({ steps: serviceSteps(target, 'start', `${target.unit} does not run`) }),
});
