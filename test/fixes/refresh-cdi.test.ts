import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { refreshCdi } from '#fixes/refresh-cdi';

test('by the program: the very file, of which a copy is kept', () => {
  const by = { kind: 'program', ctk: '/usr/bin/nvidia-ctk' } as const;
  const { proposal } = propose(refreshCdi, { path: '/etc/cdi/nvidia.yaml', exists: true, by });
  expect(proposal).toMatchObject({ privilege: 'root', undoable: true });
  expect(describePlan(proposal)).toMatchObject([
    {
      shows: '/usr/bin/nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml',
      undo: expect.stringContaining('/etc/cdi/nvidia.yaml'),
    },
  ]);
});

test("by the toolkit's service, and a file that was not there is removed again", () => {
  const by = { kind: 'service', unit: 'nvidia-cdi-refresh.service' } as const;
  const { proposal } = propose(refreshCdi, { path: '/var/run/cdi/nvidia.yaml', exists: false, by });
  expect(describePlan(proposal)).toMatchObject([
    { shows: 'systemctl restart nvidia-cdi-refresh.service', undo: 'unlink /var/run/cdi/nvidia.yaml' },
  ]);
});
