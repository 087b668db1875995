import { expect, test } from 'vitest';
import { isUnavailable, unavailable } from '#core/answer';
import type { Argv } from '#core/host';
import { daemonConfig } from '#facts/daemon-config';
import { parseDockerdFlags } from '#parse/dockerd-flags';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const down = unavailable('unreachable', 'lstat /var/run/docker.sock', 'ENOENT');
const PATH = '/etc/docker/daemon.json';

const at = (path: string) => ({ resolved: { kind: 'address', address: { kind: 'unix', path } } });

interface Circumstances {
  readonly files: Readonly<Record<string, string>>;
  readonly flags?: string;
  readonly needs?: object;
  readonly asked?: Argv[];
}

const collect = async ({ files, flags = '', needs = {}, asked = [] }: Circumstances) => {
  const host = fakeHost({
    'read-file': byPath(files),
    query: ({ argv }) => {
      asked.push(argv);
      return { exitCode: 0, stdout: 'Docker version 24.0.7, build afdd53b\n', stderr: '' };
    },
  });
  const found = await daemonConfig.collect(host, {
    identity: someIdentity(),
    installation: { dockerd: '/usr/sbin/dockerd' },
    selectedEndpoint: at('/var/run/docker.sock'),
    daemonFlags: { source: 'docker.service', ...parseDockerdFlags(flags.split(' ')) },
    engineInUse: down,
    engineInfo: down,
    ...needs,
  } as never); // what it needs, by name
  if (isUnavailable(found)) throw new Error(found.detail);
  return found;
};

test('no file: nothing to judge, and no program is asked for its version', async () => {
  const asked: Argv[] = [];
  expect(await collect({ files: {}, asked })).toEqual({ path: PATH, problems: [], conflicts: [] });
  expect(asked).toEqual([]);
});

test('the running engine says its version, and no program is asked', async () => {
  const asked: Argv[] = [];
  const needs = {
    engineInUse: { id: 'unix:///var/run/docker.sock' },
    engineInfo: { ServerVersion: '20.10.24' },
  };
  const found = await collect({ files: { [PATH]: '{"min-api-version":"1.24"}' }, needs, asked });
  expect(found).toMatchObject({ engineVersion: '20.10.24', problems: [{ problem: 'too-new', line: 1 }] });
  expect(asked).toEqual([]);
});

test('an engine that does not run is judged by its program', async () => {
  const found = await collect({ files: { [PATH]: '' } });
  expect(found).toMatchObject({ engineVersion: '24.0.7', content: { keys: [] } });
});

test('problems and conflicts carry their lines', async () => {
  const text = '{\n  "debug": true,\n  "log-opts": {\n    "max-sizes": "1m"\n  }\n}';
  const found = await collect({ files: { [PATH]: text }, flags: '--debug' });
  expect(found.conflicts).toEqual([{ key: 'debug', line: 2 }]);
  expect(found.problems).toMatchObject([{ problem: 'unknown-log-opt', option: 'max-sizes', line: 4 }]);
});

test.each([
  ['--log-driver=syslog', '{"log-opts":{"syslog-address":"udp://10.0.0.1"}}'],
  ['--add-runtime=crun=/usr/bin/crun', '{"default-runtime":"crun"}'],
])('what %s settles is no problem of the file', async (flags, text) => {
  expect((await collect({ files: { [PATH]: text }, flags })).problems).toEqual([]);
});

test('the file is where --config-file says', async () => {
  expect(await collect({ files: {}, flags: '--config-file=/srv/d.json' })).toMatchObject({
    path: '/srv/d.json',
  });
});

test.each([
  ['a directory in its place is a fault', 'directory', { content: { kind: 'malformed' }, isDirectory: true }],
  ['of a device nothing is known', 'character', { kind: 'unavailable', reason: 'malformed' }],
] as const)('%s', async (_name, type, expected) => {
  const host = fakeHost({
    'read-file': () => unavailable('malformed', `read ${PATH}`, `not a regular file but a ${type}`),
    stat: byPath({ [PATH]: fileStat(type) }),
  });
  const needs = {
    identity: someIdentity(),
    installation: {},
    selectedEndpoint: at('/var/run/docker.sock'),
    daemonFlags: down,
    engineInUse: down,
    engineInfo: down,
  };
  expect(await collected(daemonConfig, host, needs)).toMatchObject(expected);
});

test("a rootless engine reads its user's file", async () => {
  const needs = { selectedEndpoint: at('/run/user/1000/docker.sock') };
  expect(await collect({ files: {}, needs })).toMatchObject({ path: '/home/ada/.config/docker/daemon.json' });
});

test('a file of 50,000 unknown keys is judged in time, and known keys first', async () => {
  const strangers = Array.from({ length: 50_000 }, (_, index) => `"${String(index).padStart(12, 'x')}":1`);
  const startedMs = performance.now();
  const found = await collect({ files: { [PATH]: `{${strangers.join(',')},"debug":"yes"}` } });
  expect(performance.now() - startedMs).toBeLessThan(3000);
  expect(found.problems).toHaveLength(200);
  expect(found.problems[0]).toMatchObject({ problem: 'wrong-type', key: 'debug' });
  expect(found.unjudged).toBe(49_801);
});
