import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { podmanStorageDriver } from '#checks/podman/storage-driver';
import { isUnavailable, unavailable } from '#core/answer';
import { podmanInfo } from '#facts/podman-info';
import { type PodmanStorage, podmanStorage } from '#facts/podman-storage';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const sample = readFileSync(new URL('../../samples/podman/4.3.1-info-fails.txt', import.meta.url), 'utf8');
const [, , OTHER_DRIVER = '', NO_PROGRAM = ''] = sample.split('----\n');

/** What Podman's own words become on their way to the check. */
const failing = async (stderr: string) => {
  const host = fakeHost({ query: () => ({ exitCode: 125, stdout: '', stderr }) });
  const health = await collected(podmanInfo, host, {
    installation: { podman: '/usr/bin/podman' },
    localEngine: { installed: false, selected: true },
    engineInUse: unavailable('not-here', 'API socket', 'none'),
  });
  if (isUnavailable(health)) throw new Error('podman info was not asked');
  return health;
};

const FILE = '/home/ada/.config/containers/storage.conf';
const FUSE = { path: '/usr/bin/fuse-overlayfs', exists: true, fuseDevice: true };
const use = { program: '/usr/bin/podman', rootless: true };
const works = { kind: 'works', rootless: true, storageDriver: 'overlay' } as const;
const plain: PodmanStorage = { wanted: {}, used: 'overlay', kept: ['overlay'], root: '/home/ada/storage' };
type Info = Parameters<typeof podmanStorageDriver.evaluate>[0]['info'];
const judge = (more: Partial<PodmanStorage>, info: Info = works) =>
  podmanStorageDriver.evaluate({ use, info, storage: { ...plain, ...more } }).findings;

test('a storage without any configuration is as Podman chose it', () => {
  expect(podmanStorageDriver.evaluate({ use, info: works, storage: plain })).toEqual({
    findings: [],
    evidence: [
      { source: 'storage.conf', observed: 'there is none, so Podman chooses' },
      { source: "Podman's word", observed: 'storage driver overlay' },
      { source: 'list /home/ada/storage', observed: 'images of overlay' },
    ],
  });
  expect(judge({ file: FILE, wanted: { driver: 'overlay' }, program: FUSE })).toEqual([]);
});

describe('podman-db-driver-mismatch', () => {
  const wanted = { driver: 'overlay', mountProgram: FUSE.path };
  test('Podman keeps to the driver of its first run', () => {
    expect(judge({ file: FILE, wanted: { driver: 'overlay' }, used: 'vfs', kept: ['vfs'] })).toMatchObject([
      { code: 'podman-db-driver-mismatch', severity: 'warning', params: { wanted: 'overlay', used: 'vfs' } },
    ]);
  });
  test('and fails for the options of the other', async () => {
    const { used: _used, ...silent } = plain;
    const storage = { ...silent, file: FILE, wanted, kept: ['vfs'], program: FUSE };
    const info = await failing(OTHER_DRIVER);
    expect(podmanStorageDriver.evaluate({ use, info, storage }).findings).toMatchObject([
      { code: 'podman-db-driver-mismatch', severity: 'error', params: { used: 'vfs', isDown: true } },
    ]);
    const other = await failing('Error: creating tmpdir: mkdir /run/user/1000: permission denied\n');
    expect(podmanStorageDriver.evaluate({ use, info: other, storage }).findings).toEqual([]);
    const empty = { ...storage, kept: [] };
    expect(podmanStorageDriver.evaluate({ use, info, storage: empty }).findings).toEqual([]);
  });
});

describe('podman-fuse-missing', () => {
  const wanted = { driver: 'overlay', mountProgram: FUSE.path };
  test('the device', () => {
    expect(judge({ file: FILE, wanted, program: { ...FUSE, fuseDevice: false } })).toMatchObject([
      { code: 'podman-fuse-missing', subject: '/dev/fuse', params: { isDevice: true } },
    ]);
  });
  test('the program, for which Podman fails', async () => {
    const { used: _used, ...silent } = plain;
    const storage = { ...silent, file: FILE, wanted, program: { ...FUSE, exists: false } };
    const info = await failing(NO_PROGRAM);
    expect(podmanStorageDriver.evaluate({ use, info, storage }).findings).toMatchObject([
      { code: 'podman-fuse-missing', subject: FUSE.path, params: { isDevice: false } },
    ]);
  });
  test('nobody misses it where vfs is used', () => {
    const gone = { ...FUSE, exists: false };
    expect(judge({ file: FILE, wanted: { mountProgram: FUSE.path }, used: 'vfs', program: gone })).toEqual(
      [],
    );
  });
});

describe("Podman's storage", () => {
  const look = (files: Readonly<Record<string, string>>, more: object = {}) =>
    collected(
      podmanStorage,
      fakeHost({
        'read-file': byPath(files),
        list: byPath({ '/home/ada/.local/share/containers/storage': ['vfs', 'vfs-images', 'libpod'] }),
        stat: byPath({ '/usr/bin/fuse-overlayfs': fileStat('file') }),
      }),
      {
        identity: someIdentity(),
        podmanUse: use,
        podmanInfo: undefined,
        engineInfo: unavailable('not-here', 'API socket', 'none'),
        ...more,
      },
    );
  const system = { '/etc/containers/storage.conf': '[storage]\ndriver = "overlay"\n' };

  test("a user's own file stands in place of the system's", async () => {
    const own = { [FILE]: '[storage]\ndriver = "vfs"\n' };
    expect(await look({ ...system, ...own })).toMatchObject({ file: FILE, wanted: { driver: 'vfs' } });
    expect(await look(system)).toMatchObject({ wanted: { driver: 'overlay' }, kept: ['vfs'] });
    expect(await look({ ...system, ...own }, { podmanUse: { ...use, rootless: false } })).toMatchObject({
      file: '/etc/containers/storage.conf',
      root: '/var/lib/containers/storage',
    });
  });
  test('the program that mounts is looked for, and its device', async () => {
    const text = '[storage.options.overlay]\nmount_program = "/usr/bin/fuse-overlayfs"\n';
    expect(await look({ [FILE]: text })).toMatchObject({ program: { ...FUSE, fuseDevice: false } });
  });
  test('Podman says which driver it uses, by its program or its socket', async () => {
    expect(await look({}, { podmanInfo: works })).toMatchObject({ used: 'overlay' });
    expect(await look({}, { engineInfo: { Driver: 'vfs', DockerRootDir: '/srv' } })).toMatchObject({
      used: 'vfs',
      root: '/srv',
    });
  });
});
