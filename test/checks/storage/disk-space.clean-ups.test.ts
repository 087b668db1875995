import { describe, expect, test } from 'vitest';
import { judgeAsked, roomMakers } from '#checks/storage/disk-space.clean-ups';
import type { EngineObject, ProposalRequest } from '#core/fix';
import type { CleanUps } from '#facts/clean-ups';
import type { StoragePlace } from '#facts/storage-places';

const one = (id: string): EngineObject => ({ id, name: id, sizeBytes: 1e9, expect: id });
const lists: CleanUps = {
  target: { address: { kind: 'unix', path: '/run/docker.sock' }, client: ['docker'] },
  dataRoot: '/var/lib/docker',
  containerdStore: false,
  buildCache: [one('a'.repeat(25))],
  danglingImages: [one('dangling')],
  stoppedContainers: [one('old')],
  stoppedDays: 7,
  unusedImages: [one('free')],
  severalNames: 2,
  volumes: [one('pgdata'), one('cache')],
};
const place = (path: string, kind: StoragePlace['kind']): StoragePlace => ({
  path,
  kind,
  isMissing: false,
  isReadOnly: false,
});
const dataRoot = place('/var/lib/docker', 'docker');
const idsOf = (offers: readonly ProposalRequest[]) =>
  offers.map(({ proposal: { fix, byName } }) => (byName === undefined ? fix : `${fix}#${byName}`));

describe('what makes room', () => {
  test('comes least harmful first, volumes last and one by one', () => {
    const offers = roomMakers(lists, [dataRoot]);
    expect(idsOf(offers)).toEqual([
      'remove-build-cache',
      'remove-dangling-images',
      'remove-stopped-containers',
      'remove-unused-images',
      'remove-volume#pgdata',
      'remove-volume#cache',
    ]);
    for (const { proposal } of offers) {
      expect(proposal).toMatchObject({ risk: 'destructive', undoable: false, privilege: 'user' });
      expect(proposal.notes[0]).toBe("By the engine's account it frees 1 GB.");
    }
    expect(offers.at(-1)?.proposal.word).toBe('cache');
  });

  test('is not offered for a disk on which the engine in use keeps nothing', () => {
    expect(roomMakers(lists, [place('/var/lib/containers', 'podman')])).toEqual([]);
    expect(roomMakers(lists, [place('/home/ada/.local/share/docker', 'docker')])).toEqual([]);
    expect(roomMakers(undefined, [dataRoot])).toEqual([]);
    const containerd = [place('/var/lib/containerd', 'containerd')];
    expect(roomMakers(lists, containerd)).toEqual([]);
    expect(roomMakers({ ...lists, containerdStore: true }, containerd)).not.toEqual([]);
  });

  test('what there is nothing of is not offered', () => {
    const bare = { ...lists, buildCache: [], danglingImages: [], stoppedContainers: [], volumes: [] };
    expect(idsOf(roomMakers(bare, [dataRoot]))).toEqual(['remove-unused-images']);
  });
});

describe('disk-removable', () => {
  test('is told of what was asked for by name, and of nothing else', () => {
    expect(judgeAsked(lists, [])).toEqual([]);
    expect(judgeAsked(lists, ['remove-dangling-images'])).toMatchObject([
      {
        code: 'disk-removable',
        subject: 'images without a name',
        params: { what: 'image without a name', count: 1, size: '1 GB' },
        fixes: [{ proposal: { fix: 'remove-dangling-images' } }],
      },
    ]);
  });

  test('one volume by its name, or all of them to choose from', () => {
    const offered = (asked: string) => judgeAsked(lists, [asked]).flatMap(({ fixes = [] }) => idsOf(fixes));
    expect(offered('remove-volume#cache')).toEqual(['remove-volume#cache']);
    expect(offered('remove-volume')).toEqual(['remove-volume#pgdata', 'remove-volume#cache']);
    expect(offered('remove-volume#gone')).toEqual([]);
  });

  test('nothing to remove is no finding', () => {
    expect(judgeAsked({ ...lists, buildCache: [] }, ['remove-build-cache'])).toEqual([]);
    expect(judgeAsked(undefined, ['remove-build-cache'])).toEqual([]);
  });
});
