import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { fixName } from '#fixes/_template/fix';

test('plans exactly these steps', () => {
  expect(fixName.plan({ unit: 'docker.service' }).steps).toEqual([
    {
      kind: 'exec',
      argv: ['systemctl', 'start', 'docker.service'],
      privilege: 'root',
      why: 'docker.service does not run',
      undo: ['systemctl', 'stop', 'docker.service'],
    },
  ]);
});

test('says who must apply it and whether it can be taken back', () => {
  const { proposal } = propose(fixName, { unit: 'docker.service' });

  expect(proposal).toMatchObject({ privilege: 'root', risk: 'disruptive', undoable: true });
});
