import { describe, expect, test } from 'vitest';
import { storageDiskSpace } from '#checks/storage/disk-space';
import { diskSpaceCodes } from '#checks/storage/disk-space.codes';
import { unavailable } from '#core/answer';
import type { FilesystemUsage } from '#core/host';
import type { StorageUse } from '#facts/engine-disk-usage';
import type { StorageDirectory } from '#facts/storage-directories';
import type { StorageFilesystem } from '#facts/storage-places';
import { noTarget, offersOf, targetOf } from '#test/support/daemon-json-target';
import { disk, someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof storageDiskSpace.evaluate>[0];

const on = (usage: FilesystemUsage, more: Partial<StorageFilesystem> = {}): StorageFilesystem => ({
  places: [place('/var/lib/docker')],
  usage,
  mount: { mountPoint: '/', fsType: 'ext4', source: '/dev/sda1' },
  ...more,
});
const place = (path: string, kind: StorageDirectory['kind'] = 'docker', isReadOnly = false) => ({
  path,
  kind,
  isMissing: false,
  isReadOnly,
});
const down = unavailable('unreachable', 'GET /_ping', 'ECONNREFUSED');
const running: Needs['engine'] = {
  id: 'unix:///var/run/docker.sock',
  address: { kind: 'unix', path: '/var/run/docker.sock' },
  engine: 'docker',
  apiVersion: '1.41',
  via: 'selected',
  label: 'Docker',
};
const use: StorageUse = {
  engine: 'docker',
  imageBytes: 40e9,
  danglingImages: 2,
  containerBytes: 1e9,
  stoppedContainers: 1,
  volumeBytes: 5e9,
  cacheBytes: 30e9,
  idleCacheBytes: 20e9,
};
const look = (filesystems: readonly StorageFilesystem[], more: Partial<Needs> = {}) =>
  storageDiskSpace.evaluate({
    identity: someIdentity(),
    directories: { directories: [] },
    places: { filesystems, unseen: [] },
    unmounted: [],
    engine: running,
    target: noTarget,
    use: undefined,
    logs: undefined,
    tenants: undefined,
    cleanUps: undefined,
    ...more,
  });
const codesOf = (verdict: ReturnType<typeof look>) => verdict.findings.map(({ code }) => code);

const roomy = disk(100e9, 50e9);
const full = disk(100e9, 1e9);
const noInodes = disk(100e9, 50e9, 6_000_000, 100);

test('room everywhere: what was measured is shown', () => {
  const places = [place('/var/lib/docker'), place('/tmp', 'tmp')] as const;
  expect(look([on(roomy, { places })])).toEqual({
    evidence: [
      {
        source: 'statfs /var/lib/docker, /tmp',
        observed: '50 % used, 50 GB of 100 GB left; 10 % of inodes used',
      },
    ],
    findings: [],
  });
});

describe('disk-data-root-full', () => {
  test('names the disk and what uses it', () => {
    const { findings, evidence } = look([on(full)], { use });
    const [finding] = findings;
    expect(finding).toMatchObject({
      code: 'disk-data-root-full',
      severity: 'error',
      subject: '/var/lib/docker',
    });
    expect(evidence).toContainEqual({
      source: 'GET /system/df',
      observed:
        'images 40 GB (2 without a name), containers 1 GB (1 stopped), volumes 5 GB, build cache 30 GB',
    });
  });

  test('is a warning while it fills', () => {
    expect(look([on(disk(100e9, 8e9))]).findings).toMatchObject([
      { code: 'disk-data-root-full', severity: 'warning' },
    ]);
  });

  test('several places on one disk are one finding', () => {
    const places = [
      place('/var/lib/docker'),
      place('/var/lib/containerd', 'containerd'),
      place('/tmp', 'tmp'),
    ] as const;
    expect(look([on(full, { places })]).findings).toMatchObject([
      { params: { places: ['/var/lib/docker', '/var/lib/containerd', '/tmp'] } },
    ]);
  });

  test('with the engine down, space is freed outside of it first', () => {
    const [finding] = look([on(full)], { engine: down, use: down }).findings;
    if (finding?.code !== 'disk-data-root-full') throw new Error('not found');
    const { remedy } = diskSpaceCodes['disk-data-root-full'];
    expect(remedy(finding.params)).toContain('journalctl --vacuum-size');
    expect(remedy({ ...finding.params, engineAnswers: true })).toContain('docker builder prune');
    expect(remedy({ ...finding.params, engineAnswers: true, engine: 'podman' })).toContain(
      'podman image prune',
    );
  });

  test.each([false, true])('never advises the dangerous clean-up (engine up: %s)', (engineAnswers) => {
    const { remedy } = diskSpaceCodes['disk-data-root-full'];
    const params = {
      places: ['/x'],
      mountPoint: '/x',
      percent: 99,
      left: '0 B',
      size: '1 GB',
      uses: undefined,
    };
    const text = remedy({ ...params, engine: 'docker', engineAnswers });
    expect(text).not.toMatch(/(?<!Never run )system prune|rm -rf/);
  });

  test('the limits are those of the configuration', () => {
    const settings = { ...someIdentity().settings, diskWarningPercent: 99, diskErrorPercent: 100 };
    expect(codesOf(look([on(disk(100e9, 8e9))], { identity: someIdentity({ settings }) }))).toEqual([]);
  });
});

describe('disk-inodes-full', () => {
  test('free bytes without free inodes', () => {
    expect(look([on(noInodes)]).findings).toMatchObject([
      { code: 'disk-inodes-full', severity: 'error', params: { left: '100', percent: 100 } },
    ]);
  });

  test('on XFS both run out together, and it is the bytes', () => {
    const both = { ...noInodes, ...disk(100e9, 1e9, 6_000_000, 100) };
    expect(codesOf(look([on(both)]))).toEqual(['disk-data-root-full', 'disk-inodes-full']);
    const mount = { mountPoint: '/', fsType: 'xfs', source: '/dev/sda1' };
    expect(codesOf(look([on(both, { mount })]))).toEqual(['disk-data-root-full']);
  });
});

describe('disk-tmp-full', () => {
  const tmp = (usage: FilesystemUsage) => look([on(roomy), on(usage, { places: [place('/tmp', 'tmp')] })]);

  test('a full /tmp of its own is a fault of its own', () => {
    expect(tmp(disk(2e9, 50e6)).findings).toMatchObject([{ code: 'disk-tmp-full', severity: 'warning' }]);
    expect(tmp(disk(2e9, 0)).findings).toMatchObject([{ code: 'disk-tmp-full', severity: 'error' }]);
    expect(tmp(disk(2e9, 1.5e9)).findings).toEqual([]);
  });

  test('without inodes it hurts clients, not the engine', () => {
    expect(tmp(disk(2e9, 1e9, 1000, 0)).findings).toMatchObject([
      { code: 'disk-inodes-full', severity: 'warning' },
    ]);
  });
});

describe('storage-readonly', () => {
  test('a data root on a read-only mount', () => {
    expect(look([on(full, { places: [place('/var/lib/docker', 'docker', true)] })]).findings).toMatchObject([
      { code: 'storage-readonly', subject: '/var/lib/docker' },
    ]);
  });

  test('a read-only system image is always full, and that is no fault', () => {
    const mount = { mountPoint: '/', fsType: 'squashfs', source: '/dev/loop0' };
    expect(codesOf(look([on(disk(1e9, 0), { mount })]))).toEqual([]);
  });
});

describe('disk-build-cache', () => {
  test('a large idle cache on a filling disk', () => {
    expect(look([on(full)], { use }).findings).toContainEqual({
      code: 'disk-build-cache',
      subject: 'build cache',
      params: { cache: '30 GB', idle: '20 GB' },
      fixes: [],
    });
  });

  test('a small one is not worth a word', () => {
    expect(codesOf(look([on(full)], { use: { ...use, idleCacheBytes: 1e6 } }))).toEqual([
      'disk-data-root-full',
    ]);
  });
});

describe('disk-logs-unbounded', () => {
  const logs = { running: 3, inspected: 3, unbounded: [{ name: 'db' }, { name: 'web', logBytes: 7e9 }] };

  test('worth knowing on a roomy disk, a warning on a filling one', () => {
    expect(look([on(roomy)], { logs }).findings).toMatchObject([
      { code: 'disk-logs-unbounded', severity: 'info', params: { largest: 'web, 7 GB' } },
    ]);
    expect(look([on(full)], { logs }).findings[1]).toMatchObject({ severity: 'warning' });
  });

  test('limits on all of them', () => {
    expect(codesOf(look([on(roomy)], { logs: { ...logs, unbounded: [] } }))).toEqual([]);
  });
});

test('a place that could not be measured makes the row unverified, with its reason', () => {
  const unseen = [
    { path: '/srv/docker', obstacle: unavailable('timed-out', 'statfs /srv/docker', 'no answer') },
  ];
  const { evidence, missing } = look([], { places: { filesystems: [on(roomy)], unseen } });
  expect(missing).toEqual(unseen[0]?.obstacle);
  expect(evidence).toContainEqual({ source: 'statfs /srv/docker', observed: 'no answer' });
});

test('does not apply where no engine keeps anything, or keeps it on another machine', () => {
  const needs = (directories: Needs['directories']) => ({ directories }) as Needs; // `applies` reads nothing else
  expect(storageDiskSpace.applies?.(needs({ directories: [] }))).toBe(
    'no container engine keeps data on this host',
  );
  const elsewhere = { engine: 'tcp://build:2375', path: '/var/lib/docker' };
  expect(storageDiskSpace.applies?.(needs({ directories: [], elsewhere }))).toContain('another machine');
});

describe('storage-root-not-mounted', () => {
  const disk = {
    path: '/var/lib/docker',
    kind: 'docker',
    mountPoint: '/var/lib/docker',
    source: '/dev/sdb1',
    byHand: false,
  } as const;
  const messageOf = (engine: 'docker' | 'podman') =>
    diskSpaceCodes['storage-root-not-mounted'].remedy({ ...disk, engine });

  test('a disk of /etc/fstab that is not there', () => {
    const verdict = look([on(roomy)], { unmounted: [disk] });
    expect(verdict.findings).toMatchObject([
      { code: 'storage-root-not-mounted', severity: 'error', subject: '/var/lib/docker' },
    ]);
    expect(verdict.evidence).toContainEqual({
      source: '/etc/fstab and /proc/self/mountinfo',
      observed: '/dev/sdb1 is to be mounted at /var/lib/docker, and nothing is mounted there',
    });
  });
  test('one that is mounted by hand is a warning', () => {
    expect(look([on(roomy)], { unmounted: [{ ...disk, byHand: true }] }).findings).toMatchObject([
      { code: 'storage-root-not-mounted', severity: 'warning' },
    ]);
  });
  test('all mounted, or no table to read: nothing to say', () => {
    expect(codesOf(look([on(roomy)]))).toEqual([]);
    expect(codesOf(look([on(roomy)], { unmounted: down }))).toEqual([]);
  });
  test('what to do is said for the engine that has its data there', () => {
    expect(messageOf('docker')).toContain('RequiresMountsFor=/var/lib/docker');
    expect(messageOf('podman')).not.toContain('systemctl');
  });
});

describe('whose the bytes are', () => {
  const usesOf = (more: Partial<Needs>, filesystem = on(full)) => {
    const [finding] = look([filesystem], more).findings;
    return finding?.code === 'disk-data-root-full' ? finding.params.uses : undefined;
  };
  const logs = { running: 1, inspected: 1, unbounded: [{ name: 'web', logBytes: 7e9, bytesPerDay: 2e9 }] };
  const tenants = {
    measured: [
      { path: '/var/log', bytes: 12e9 },
      { path: '/opt', bytes: 4096 },
    ],
    unmeasured: ['/home'],
  };

  test('of the engine by kind, of its logs, and of others by directory', () => {
    expect(usesOf({ use, logs, tenants })).toBe(
      'images 40 GB (2 without a name), containers 1 GB (1 stopped), volumes 5 GB, build cache 30 GB, logs 7 GB, others 16 GB (/var/log 12 GB)',
    );
  });
  test('others are not told of where little is left of them, nor sizes that nobody counted', () => {
    expect(usesOf({ use: { ...use, imageBytes: 62e9 } })).not.toContain('others');
    expect(usesOf({ use })).toMatch(/, others 23 GB$/);
  });
  test('of another file system the engine gives no account', () => {
    expect(
      usesOf({ use }, on(full, { places: [place('/home/ada/.local/share/containers', 'podman')] })),
    ).toBeUndefined();
  });
  test('what was counted, and what was too much, stands among the evidence', () => {
    expect(look([on(full)], { tenants }).evidence).toContainEqual({
      source: 'du -skx beside the data root',
      observed: '/var/log 12 GB, /opt 4.1 kB; not counted in time: /home',
    });
  });
  test('quotas are told', () => {
    const mount = { mountPoint: '/', fsType: 'xfs', source: '/dev/sda1', superOptions: ['rw', 'prjquota'] };
    expect(look([on(roomy, { mount })]).evidence).toContainEqual({
      source: 'mount of /var/lib/docker',
      observed: 'quotas are on (prjquota)',
    });
  });
  test('the pace of logs is told where it matters', () => {
    expect(look([on(roomy)], { logs }).findings).toMatchObject([{ params: { growth: '2 GB' } }]);
    const slow = { ...logs, unbounded: [{ name: 'web', logBytes: 7e6, bytesPerDay: 1e5 }] };
    expect(look([on(roomy)], { logs: slow }).findings).toMatchObject([{ params: { growth: undefined } }]);
  });
});

describe('the logs of containers can be limited', () => {
  const logs = { running: 2, inspected: 2, unbounded: [{ name: 'web' }] };
  const judged = (text: string | undefined) =>
    look([on(disk(100e9, 80e9))], { logs, target: targetOf(text) }).findings;

  test('those of new ones', () => {
    const [finding] = judged('{ "log-opts": { "max-file": "5" } }\n');
    expect(finding).toMatchObject({ code: 'disk-logs-unbounded' });
    expect(finding && offersOf(finding)).toEqual([
      {
        fix: 'limit-container-logs',
        lines: [
          '-{ "log-opts": { "max-file": "5" } }',
          '+{ "log-opts": { "max-file": "5", "max-size": "10m" } }',
        ],
      },
    ]);
  });

  test('where the file says so already, the containers are older than it', () => {
    const [finding] = judged('{ "log-opts": { "max-size": "10m" } }\n');
    expect(finding).toMatchObject({ code: 'disk-logs-made-before', severity: 'info' });
    expect(finding).not.toHaveProperty('fixes');
    const { message, remedy } = diskSpaceCodes['disk-logs-made-before'];
    expect(message(finding?.params as never)).toContain('1 of 2 running containers');
    expect(remedy(finding?.params as never)).toContain('Make them anew');
  });
});
