import { describe, expect, it, test } from 'vitest';
import { storageDataRoot } from '#checks/storage/data-root';
import { unavailable } from '#core/answer';
import type { RoundTrip } from '#core/host';
import type { StorageFilesystem, StoragePlace } from '#facts/storage-places';
import { parseEngineInfo } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { disk } from '#test/support/fake-host';

type Needs = Parameters<typeof storageDataRoot.evaluate>[0];

const docker: StoragePlace = { path: '/var/lib/docker', kind: 'docker', isMissing: false, isReadOnly: false };
const podman: StoragePlace = { ...docker, path: '/home/ada/.local/share/containers', kind: 'podman' };
const on = (fsType: string, place: StoragePlace): StorageFilesystem => ({
  places: [place],
  usage: disk(10e9, 5e9),
  mount: { mountPoint: '/data', fsType, source: 'x' },
});
const infoOf = (more: object) => {
  const info = parseEngineInfo({ Driver: 'overlay2', ...more });
  if (isMalformed(info)) throw new Error(info.detail);
  return info;
};
const engineOf = (engine: 'docker' | 'podman') => ({
  id: 'unix:///var/run/docker.sock',
  address: { kind: 'unix', path: '/var/run/docker.sock' } as const,
  engine,
  apiVersion: '1.41',
  via: 'selected' as const,
  label: 'Docker',
});
const nothing = unavailable('not-here', 'engine in use', 'Podman is not the engine that is used here');
const passive = unavailable('not-looked', 'container-round-trip', 'left out by --passive');
const trip: RoundTrip = { stages: [], stdout: '', leftovers: [] };
const refused: RoundTrip = { ...trip, failure: { stage: 'start', detail: 'exec /probe: permission denied' } };

const needsOf = (filesystem: StorageFilesystem, more: Partial<Needs> = {}): Needs => ({
  directories: { directories: [] },
  places: { filesystems: [filesystem], unseen: [] },
  engine: engineOf('docker'),
  info: infoOf({}),
  podman: nothing,
  podmanInfo: undefined,
  trip,
  images: { listed: 2, inspected: 2, damaged: [] },
  leftovers: undefined,
  ...more,
});
const look = (filesystem: StorageFilesystem, more: Partial<Needs> = {}) =>
  storageDataRoot.evaluate(needsOf(filesystem, more));
const weighed = (filesystem: StorageFilesystem, more: Partial<Needs> = {}) =>
  look(filesystem, more).findings.map(({ code, severity }) => [
    code,
    severity ?? storageDataRoot.codes[code].severity,
  ]);

const noexec = on('ext4', { ...docker, flags: ['noexec', 'nosuid'] });

test('a sound data root shows what was seen', () => {
  expect(look(on('ext4', docker))).toEqual({
    evidence: [
      { source: 'mount of /var/lib/docker', observed: 'ext4 at /data' },
      { source: 'GET /images/{id}/json of 2 of 2 images', observed: '0 without their files' },
    ],
    findings: [],
  });
});

describe('storage-nfs-or-noexec', () => {
  it.each<[string, StorageFilesystem, Partial<Needs>, string]>([
    ['nfs', on('nfs4', docker), {}, 'warning'],
    [
      'a home on a share',
      on('cifs', podman),
      { engine: nothing, podman: { program: '/usr/bin/podman', rootless: true } },
      'warning',
    ],
    ['noexec with overlays: containers run, programs in volumes do not', noexec, {}, 'info'],
    ['noexec with vfs: nothing runs', noexec, { info: infoOf({ Driver: 'vfs' }), trip: refused }, 'error'],
    ['the same, without having tried', noexec, { info: infoOf({ Driver: 'vfs' }), trip: passive }, 'error'],
    ['another driver, and a container was refused', noexec, { trip: refused }, 'error'],
  ])('%s', (_name, filesystem, more, severity) => {
    expect(weighed(filesystem, more)).toEqual([['storage-nfs-or-noexec', severity]]);
  });
  it.each<[string, StorageFilesystem, Partial<Needs>]>([
    ['nosuid alone', on('ext4', { ...docker, flags: ['nosuid'] }), {}],
    ['the storage of a Podman that nobody uses', on('nfs4', podman), {}],
    ['the data root of a Docker that is not in use', on('nfs4', docker), { engine: engineOf('podman') }],
    ['a place that is not there yet', on('nfs4', { ...docker, isMissing: true }), {}],
    ['containerd, which keeps no images of Docker here', on('nfs4', { ...docker, kind: 'containerd' }), {}],
    ['/tmp', on('ext4', { ...docker, kind: 'tmp', flags: ['noexec'] }), {}],
  ])('is none: %s', (_name, filesystem, more) => {
    expect(weighed(filesystem, more)).toEqual([]);
  });
});

describe('storage-containerd-image-store', () => {
  const leftovers = {
    snapshotter: 'overlayfs',
    root: '/var/lib/docker',
    kept: [{ driver: 'overlay2', images: 12 }],
  };
  test('images of before, beside none of its own: they seem lost', () => {
    expect(look(on('ext4', docker), { leftovers, info: infoOf({ Images: 0 }) }).findings).toMatchObject([
      {
        code: 'storage-containerd-image-store',
        severity: 'warning',
        params: { kept: ['overlay2: 12 images'] },
      },
    ]);
  });
  test('beside some of its own it is a remark, and none without any of before', () => {
    expect(weighed(on('ext4', docker), { leftovers, info: infoOf({ Images: 4 }) })).toEqual([
      ['storage-containerd-image-store', 'info'],
    ]);
    expect(weighed(on('ext4', docker), { leftovers: { ...leftovers, kept: [] } })).toEqual([]);
  });
  test('what only root may see is not called well', () => {
    const denied = unavailable('denied', 'list /var/lib/docker/image', 'EACCES');
    expect(look(on('ext4', docker), { leftovers: denied }).evidence).toContainEqual({
      source: 'list /var/lib/docker/image',
      observed: 'not to be seen without root: EACCES',
    });
  });
});

test('storage-layer-corrupt names the image and the words of the engine', () => {
  const damaged = [{ name: 'web:latest', detail: 'layer does not exist' }];
  expect(look(on('ext4', docker), { images: { listed: 2, inspected: 2, damaged } }).findings).toMatchObject([
    { code: 'storage-layer-corrupt', subject: 'web:latest', params: damaged[0] },
  ]);
});
