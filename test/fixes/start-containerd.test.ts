import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { startContainerd } from '#fixes/start-containerd';

const plan = (args: Parameters<typeof startContainerd.plan>[0]) => propose(startContainerd, args).proposal;
const shown = (args: Parameters<typeof startContainerd.plan>[0]) =>
  describePlan(plan(args)).map(({ shows }) => shows);

const engine = {
  manager: 'systemd',
  unit: 'docker.service',
  socketUnit: 'docker.socket',
  resetFailed: true,
} as const;

test('takes the mask off after a question, starts containerd, then the engine', () => {
  expect(shown({ masked: true, engine })).toEqual([
    'systemctl unmask containerd.service',
    'systemctl reset-failed containerd.service',
    'systemctl start containerd.service',
    'systemctl reset-failed docker.service',
    'systemctl reset-failed docker.socket',
    'systemctl start docker.socket docker.service',
  ]);
  expect(plan({ masked: true, engine })).toMatchObject({
    undoable: true,
    asks: expect.stringContaining('masked'),
  });
});

test('leaves an engine that runs alone, and asks nothing where nothing is masked', () => {
  expect(shown({ masked: false })).toEqual([
    'systemctl reset-failed containerd.service',
    'systemctl start containerd.service',
  ]);
  expect(plan({ masked: false })).not.toHaveProperty('asks');
});
