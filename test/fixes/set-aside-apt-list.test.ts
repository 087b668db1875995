import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { setAsideAptList } from '#fixes/set-aside-apt-list';

test('renames the older list, and names it back', () => {
  const path = '/etc/apt/sources.list.d/nvidia-docker.list';
  const other = '/etc/apt/sources.list.d/nvidia-container-toolkit.list';
  const { proposal } = propose(setAsideAptList, { path, other });
  expect(proposal).toMatchObject({ privilege: 'root', undoable: true, risk: 'safe' });
  expect(describePlan(proposal)).toMatchObject([
    { shows: `mv -nT -- ${path} ${path}.disabled`, undo: `mv -nT -- ${path}.disabled ${path}` },
  ]);
});
