import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statePlace } from '../../src/cli/state-place.ts';

const user = { uid: 1000, home: '/home/ada' };

test.each([
  ['its home', {}, '/home/ada/.local/state/dockmedic'],
  ['XDG_STATE_HOME', { XDG_STATE_HOME: '/srv/state' }, '/srv/state/dockmedic'],
  ['not a relative one', { XDG_STATE_HOME: 'state' }, '/home/ada/.local/state/dockmedic'],
  ['not an empty one', { XDG_STATE_HOME: '' }, '/home/ada/.local/state/dockmedic'],
])("a user's: %s", async (_what, environment, place) => {
  expect(await statePlace({ ...user, environment })).toBe(place);
});

test('without a home there is none', async () => {
  expect(await statePlace({ uid: 1000, home: undefined, environment: {} })).toBeUndefined();
});

describe.skipIf(process.getuid?.() !== 0)("root's is never in a user's home", () => {
  let directory: string;
  const own = join(userInfo().homedir, '.local/state/dockmedic');
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'dm-'));
    mkdirSync(join(directory, 'ada/.state'), { recursive: true });
    chownSync(join(directory, 'ada'), 1000, 1000);
    symlinkSync('ada', join(directory, 'link'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("sudo -E keeps the user's variables, and they are not followed", async () => {
    const home = join(directory, 'ada');
    for (const state of [join(home, '.state'), join(home, '.new'), join(directory, 'link/.state')]) {
      const environment = { HOME: home, XDG_STATE_HOME: state };
      expect(await statePlace({ uid: 0, home, environment })).toBe(own);
    }
  });

  test('a directory of root is', async () => {
    const environment = { XDG_STATE_HOME: join(directory, 'state') };
    expect(await statePlace({ uid: 0, home: '/x', environment })).toBe(join(directory, 'state/dockmedic'));
  });
});
