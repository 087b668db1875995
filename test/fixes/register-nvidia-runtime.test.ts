import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { registerNvidiaRuntime } from '#fixes/register-nvidia-runtime';

test('names the runtime as nvidia-ctk does, and leaves all else as it was typed', () => {
  const { proposal } = propose(registerNvidiaRuntime, {
    path: '/etc/docker/daemon.json',
    text: '{\n  "debug": true\n}\n',
    reader: {},
    running: true,
    service: { manager: 'systemd', unit: 'docker.service', resetFailed: false },
    interrupts: ['web'],
  });
  expect(proposal).toMatchObject({
    risk: 'disruptive',
    undoable: true,
    notes: [expect.stringContaining('web')],
  });
  const [{ diff = '' } = {}] = describePlan(proposal);
  expect(diff).toContain('+  "runtimes": {');
  expect(diff).toContain('+      "path": "nvidia-container-runtime"');
});
