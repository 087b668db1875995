import { defineFix, type ServiceManager, type Step } from '#core/fix';

interface AtBoot {
  readonly manager: ServiceManager;
  readonly unit: string;
}

export const enableDockerAtBoot = defineFix<AtBoot>({
  id: 'enable-docker-at-boot',
  title: 'Start the Docker engine at boot',
  risk: 'safe',
  about: 'Enables the service, so that the engine runs again after a reboot. It does not start it now.',
  plan: ({ manager, unit }) => ({
    steps: [enableStep(manager, unit)],
    notes: manager === 'systemd-user' ? [LINGER] : [],
  }),
});

const LINGER = 'Services of a user run at boot only when lingering is on: `loginctl enable-linger`.';

const enableStep = (manager: ServiceManager, unit: string): Step => {
  const why = `${unit} is not started at boot`;
  switch (manager) {
    case 'systemd':
    case 'systemd-user':
    case 'openrc':
    case 'sysv':
      return { kind: 'service', unit, action: 'enable', manager, why };
    case 'desktop':
    case 'launchd':
      return {
        kind: 'manual',
        instructions: 'Docker Desktop settings, General: turn on "Start Docker Desktop when you sign in".',
        why,
      };
    case 'none':
      return {
        kind: 'manual',
        instructions:
          'Nothing manages services here. Add the engine to whatever starts this machine or container.',
        why,
      };
  }
};
