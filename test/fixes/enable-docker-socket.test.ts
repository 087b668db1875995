import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { enableDockerSocket } from '#fixes/enable-docker-socket';

const plan = (args: Parameters<typeof enableDockerSocket.plan>[0]) =>
  propose(enableDockerSocket, args).proposal;
const shown = (args: Parameters<typeof enableDockerSocket.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

test('enables the socket unit, and starts it with the engine', () => {
  const target = {
    manager: 'systemd',
    unit: 'docker.service',
    socketUnit: 'docker.socket',
    resetFailed: true,
  } as const;
  expect(shown(target)).toEqual([
    'systemctl enable docker.socket',
    'systemctl reset-failed docker.service',
    'systemctl reset-failed docker.socket',
    'systemctl start docker.socket docker.service',
  ]);
  expect(plan(target)).toMatchObject({ risk: 'safe', undoable: true });
});
