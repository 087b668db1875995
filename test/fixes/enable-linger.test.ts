import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { enableLinger } from '#fixes/enable-linger';

test('has the user linger, and can take it back', () => {
  const { proposal } = propose(enableLinger, { user: 'ada' });
  expect(proposal).toMatchObject({ risk: 'safe', privilege: 'root', undoable: true });
  expect(proposal.steps).toMatchObject([
    { argv: ['loginctl', 'enable-linger', 'ada'], undo: ['loginctl', 'disable-linger', 'ada'] },
  ]);
});
