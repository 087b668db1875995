import { defineFix } from '#core/fix';
import { type ServiceTarget, serviceSteps } from './_service.ts';

interface WithSocket extends ServiceTarget {
  readonly manager: 'systemd';
  readonly socketUnit: string;
}

export const enableDockerSocket = defineFix<WithSocket>({
  id: 'enable-docker-socket',
  title: 'Let systemd open the socket of the Docker engine',
  risk: 'safe',
  about:
    'Enables and starts docker.socket, and then the engine, which is told to take its socket from systemd (-H fd://). It changes no unit file.',
  plan: (target) => ({
    steps: [
      {
        kind: 'service',
        unit: target.socketUnit,
        action: 'enable',
        manager: 'systemd',
        why: `${target.socketUnit} is to open the socket after a reboot too`,
      },
      ...serviceSteps(
        { ...target, resetFailed: true },
        'start',
        `${target.unit} is told to take its socket from systemd`,
      ),
    ],
  }),
});
