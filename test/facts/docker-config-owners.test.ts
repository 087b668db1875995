import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { type Ask, type FileStat, type Identity, probingHost } from '#core/host';
import { dockerConfigOwners } from '#facts/docker-config-owners';

const DIRECTORY = '/home/alice/.docker';
const stat = (uid: number): FileStat => ({
  type: 'directory',
  mode: 0o700,
  uid,
  gid: uid,
  sizeBytes: 0,
  modifiedAtMs: 0,
});
const STATS: Readonly<Record<string, FileStat>> = {
  '/home/alice': stat(1000),
  [DIRECTORY]: stat(1000),
  [`${DIRECTORY}/buildx`]: stat(0),
};

const ask = (async (_kind: string, { path }: { path: string }) =>
  STATS[path] ?? unavailable('absent', `lstat ${path}`, 'ENOENT')) as unknown as Ask; // answers stat and lstat alone
const host = probingHost({ kind: 'local', label: 'local' }, ask);

test('names the owner of what is there and of the home', async () => {
  const identity = { home: '/home/alice' } as Identity; // the fact reads nothing else of it
  const needs = { identity, dockerConfig: { directory: DIRECTORY, content: undefined } };

  expect(await dockerConfigOwners.collect(host, needs as never)).toEqual({
    homeUid: 1000,
    entries: [
      { path: DIRECTORY, uid: 1000, gid: 1000 },
      { path: `${DIRECTORY}/buildx`, uid: 0, gid: 0 },
    ],
  });
});

test('without a home there is nothing to own', async () => {
  const needs = { identity: {} as Identity, dockerConfig: { content: undefined } };

  expect(await dockerConfigOwners.collect(host, needs as never)).toEqual({ entries: [] });
});
