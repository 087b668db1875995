import { describe, expect, it, test } from 'vitest';
import { blockingLogs } from '#facts/blocking-logs';
import { buildContext } from '#facts/build-context';
import { diskLoad } from '#facts/disk-load';
import { slowDriver } from '#facts/slow-driver';
import { slowMounts } from '#facts/slow-mounts';
import { parseDaemonJson } from '#parse/daemon-json';
import { parseDockerdFlags } from '#parse/dockerd-flags';
import { byPath, collected, disk, fakeHost, someIdentity } from '#test/support/fake-host';

const platform = { os: 'linux', kernelRelease: '6.1.0' };
const engineInUse = { address: { kind: 'unix', path: '/run/docker.sock' }, engine: 'docker' };
const place = { path: '/var/lib/docker', kind: 'docker' };
const placesOn = (fsType: string, device = '8:1') => ({
  filesystems: [{ places: [place], usage: disk(10e9, 5e9), mount: { mountPoint: '/', fsType, device } }],
});

describe('slow mounts of containers', () => {
  const running = (name: string, Type: string, Source: string) => ({
    Id: name,
    Names: [`/${name}`],
    State: 'running',
    Mounts: [{ Type, Source }],
  });
  const MOUNTS = [
    '22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw',
    '40 22 0:50 / /mnt/c rw - 9p C:\\134 rw,aname=drvfs',
    '41 22 0:51 / /net rw - nfs4 server:/x rw',
  ].join('\n');
  const host = fakeHost({ 'read-file': byPath({ '/proc/self/mountinfo': MOUNTS }) });
  const needs = (containers: object[], info: object = {}) => ({
    engineInUse,
    engineInfo: { KernelVersion: '6.1.0', ...info },
    engineContainers: containers,
    platform,
  });

  test('are those on file systems of others', async () => {
    const containers = [
      running('web', 'bind', '/mnt/c/project'),
      running('db', 'bind', '/net/db'),
      running('app', 'bind', '/srv/app'),
      running('cache', 'volume', '/mnt/c/volume'),
      { ...running('old', 'bind', '/mnt/c/old'), State: 'exited' },
    ];
    expect(await collected(slowMounts, host, needs(containers))).toEqual({
      known: 3,
      slow: [
        { container: 'web', source: '/mnt/c/project', fsType: '9p' },
        { container: 'db', source: '/net/db', fsType: 'nfs4' },
      ],
    });
  });
  // The tree of Docker Desktop: https://github.com/docker/for-mac/issues/7647, https://github.com/tinyclub/cloud-lab/issues/4
  test('of Docker Desktop are those of the system around it', async () => {
    const containers = [
      running('mac', 'bind', '/host_mnt/Users/ada/project'),
      running('windows', 'bind', '/run/desktop/mnt/host/c/Users/ada'),
      running('wsl', 'bind', '/run/desktop/mnt/host/wsl/docker-desktop-bind-mounts/Ubuntu/x'),
    ];
    const found = await collected(slowMounts, host, needs(containers, { OperatingSystem: 'Docker Desktop' }));
    expect(found).toMatchObject({ known: 3, slow: [{ container: 'mac' }, { container: 'windows' }] });
  });
});

describe('a storage driver slower than overlays', () => {
  const host = fakeHost({
    'read-file': byPath({ '/proc/filesystems': 'nodev\tproc\n\text4\nnodev\toverlay\n' }),
  });
  const needs = (Driver: string, fsType = 'ext4', more: object = {}) => ({
    engineInUse,
    engineInfo: { Driver, Images: 3, KernelVersion: '6.1.0', SecurityOptions: [], ...more },
    platform,
    storagePlaces: placesOn(fsType),
  });
  test('where the kernel has overlays and the file system is their home', async () => {
    expect(await collected(slowDriver, host, needs('vfs'))).toEqual({
      driver: 'vfs',
      fsType: 'ext4',
      images: 3,
    });
    expect(await collected(slowDriver, fakeHost({}), needs('vfs'))).toBeUndefined();
  });
  it.each<[string, object]>([
    ['overlays themselves', needs('overlay2')],
    ['a driver that belongs to its file system', needs('zfs', 'zfs')],
    ['a file system on which overlays may fail', needs('vfs', 'overlay')],
    [
      'rootless on an old kernel',
      {
        ...needs('fuse-overlayfs', 'ext4', { KernelVersion: '5.4.0', SecurityOptions: ['name=rootless'] }),
        platform: { ...platform, kernelRelease: '5.4.0' },
      },
    ],
    ['an engine elsewhere', needs('vfs', 'ext4', { KernelVersion: '5.15.0' })],
  ])('is none: %s', async (_name, given) => {
    expect(await collected(slowDriver, host, given)).toBeUndefined();
  });
});

describe('logs that programs wait for', () => {
  const needs = (LoggingDriver: string, json: object, flags = '', selected = true) => ({
    engineInfo: { LoggingDriver, ContainersRunning: 2 },
    localEngine: { selected },
    daemonConfig: { path: '', content: parseDaemonJson(JSON.stringify(json)), problems: [], conflicts: [] },
    daemonFlags: { source: '', ...parseDockerdFlags(flags === '' ? [] : flags.split(' ')) },
  });
  it.each<[string, object, boolean]>([
    ['fluentd', needs('fluentd', {}), true],
    ['fluentd, that does not wait', needs('fluentd', { 'log-opts': { 'fluentd-async': 'true' } }), false],
    ['delivered later, by the file', needs('splunk', { 'log-opts': { mode: 'non-blocking' } }), false],
    ['delivered later, by a flag', needs('splunk', {}, '--log-opt mode=non-blocking'), false],
    ['syslog here', needs('syslog', {}), false],
    ['syslog over TCP', needs('syslog', { 'log-opts': { 'syslog-address': 'tcp://logs:514' } }), true],
    ['a file', needs('json-file', {}), false],
    ['an engine whose settings are elsewhere', needs('fluentd', {}, '', false), false],
  ])('%s', async (_name, given, waits) => {
    const found = await collected(blockingLogs, fakeHost({}), given);
    expect(found !== undefined).toBe(waits);
  });
});

test('the load of disks, of the data root and of all', async () => {
  const files = {
    '/proc/pressure/io': 'some avg60=1.00\nfull avg60=0.50\n',
    '/proc/diskstats': '8 1 sda1 10 0 0 20 30 0 0 40 0 0 0\n',
  };
  const host = fakeHost({ 'read-file': byPath(files) });
  expect(await collected(diskLoad, host, { storagePlaces: placesOn('ext4') })).toEqual({
    pressure: { someOfMinute: 1, fullOfMinute: 0.5 },
    work: { name: 'sda1', path: '/var/lib/docker', reads: 10, readingMs: 20, writes: 30, writingMs: 40 },
  });
  expect(await collected(diskLoad, fakeHost({}), { storagePlaces: placesOn('btrfs', '0:30') })).toEqual({});
});

describe('a build that loses its cache', () => {
  const directory = '/home/ada/project';
  const on = (names: readonly string[], text = 'FROM node\nCOPY . .\nRUN npm ci\n') =>
    collected(
      buildContext,
      fakeHost({
        list: byPath({ [directory]: names }),
        'read-file': byPath({ [`${directory}/Dockerfile`]: text }),
      }),
      { identity: someIdentity() },
    );
  test('takes in what changes by itself', async () => {
    expect(await on(['Dockerfile', '.git', 'src'])).toEqual({
      path: `${directory}/Dockerfile`,
      line: 2,
      runsAfter: 1,
      restless: ['.git'],
    });
  });
  it.each<[string, Promise<unknown>]>([
    ['there is a .dockerignore', on(['Dockerfile', '.git', '.dockerignore'])],
    ['nothing in it changes by itself', on(['Dockerfile', 'src'])],
    ['it copies what it needs', on(['Dockerfile', '.git'], 'FROM node\nCOPY src .\nRUN npm ci\n')],
    ['there is no Dockerfile', on(['.git'])],
  ])('is none: %s', async (_name, found) => {
    expect(await found).toBeUndefined();
  });
});
