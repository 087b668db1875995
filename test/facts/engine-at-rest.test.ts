import { describe, expect, test } from 'vitest';
import { isUnavailable, unavailable } from '#core/answer';
import type { Argv } from '#core/host';
import { daemonJournal } from '#facts/daemon-journal';
import { startObstacles } from '#facts/start-obstacles';
import { parseDockerdFlags } from '#parse/dockerd-flags';
import { sample } from '#test/parse/samples';
import { byPath, fakeHost, fileStat } from '#test/support/fake-host';

const local = { installed: true, rootless: false, activity: 'stopped' };
const BAD =
  'failed to start daemon: pid file found, ensure docker is not running or delete /var/run/docker.pid';

const FAILED = `Starting docker.service - Docker...\n${BAD}\nFailed to start docker.service - Docker.`;
const RUN = 'Starting docker.service - Docker...\nStarted docker.service - Docker.';

const words = async (
  manager: string,
  stdout: string,
  more: { stderr?: string; unit?: object; local?: object } = {},
) => {
  const asked: Argv[] = [];
  const host = fakeHost({
    query: ({ argv }) => {
      asked.push(argv);
      return { exitCode: 0, stdout, stderr: more.stderr ?? '' };
    },
  });
  const units =
    more.unit === undefined ? unavailable('absent', 'systemctl', 'no systemd') : { docker: more.unit };
  const needs = { localEngine: more.local ?? local, serviceManager: manager, dockerUnits: units };
  const found = await daemonJournal.collect(host, needs as never); // what it needs, by name
  return { found, asked: asked.map((argv) => argv.join(' ')) };
};

describe('the last words of an engine', () => {
  test('in the log file of the init script', async () => {
    const { found } = await words('sysv', `time="x" level=info msg="Starting up"\n${BAD}\n`);
    expect(found).toEqual({ source: '/var/log/docker.log', text: BAD, code: 'daemon-pidfile-stale' });
  });
  test('from before a later start or an orderly stop are history', async () => {
    for (const later of ['API listen on /var/run/docker.sock', 'Daemon shutdown complete']) {
      const { found } = await words('sysv', `${BAD}\ntime="x" level=info msg="${later}"\n`);
      expect(found).toBeUndefined();
    }
  });
  test('of this very start in the journal', async () => {
    const unit = { activeState: 'failed', invocationId: 'abc' };
    const { found, asked } = await words('systemd', BAD, { unit });
    expect(found).toMatchObject({ source: 'journalctl', code: 'daemon-pidfile-stale' });
    expect(asked).toEqual(['journalctl --no-pager --output=cat --lines=200 _SYSTEMD_INVOCATION_ID=abc']);
  });
  test.each([
    [
      'with a hint',
      '-- No entries --\n',
      'Hint: You are currently not seeing messages from other users and …',
    ],
    ['without a word, as to ordinary users of Debian 12', '', ''],
  ])('that may not be read, %s', async (_name, stdout, stderr) => {
    const { found } = await words('systemd', stdout, {
      unit: { activeState: 'failed' },
      stderr,
    });
    expect(isUnavailable(found) && found.reason).toBe('denied');
  });
  test('of starts in vain that somebody has given up', async () => {
    const unit = { activeState: 'inactive', result: 'success', invocationId: 'abc' };
    const { found, asked } = await words('systemd', sample('journal/debian12-given-up.txt'), { unit });
    expect(found).toMatchObject({
      code: 'djson-invalid-json',
      text: 'unable to configure the Docker daemon with file /etc/docker/daemon.json: read /etc/docker/daemon.json: is a directory',
    });
    expect(asked).toEqual(['journalctl --no-pager --output=cat --lines=200 --boot --unit=docker.service']);
  });
  test.each([
    ['followed by a start that succeeded', `${FAILED}\n${RUN}\nStopped docker.service - Docker.`],
    ['of a run that was stopped in order', `${RUN}\n${BAD}\nStopped docker.service - Docker.`],
    ['that may not be read', ''],
  ])('%s are history', async (_name, stdout) => {
    const unit = { activeState: 'inactive', invocationId: 'abc' };
    expect(await words('systemd', stdout, { unit })).toMatchObject({ found: undefined });
  });
  test.each([
    ['runs', 'sysv', { local: { ...local, activity: 'answers' } }],
    ['is not installed', 'sysv', { local: { ...local, installed: false } }],
    ['was not started since the boot', 'systemd', { unit: { activeState: 'inactive' } }],
  ])('are not asked for when it %s', async (_name, manager, more) => {
    expect(await words(manager, BAD, more)).toEqual({ found: undefined, asked: [] });
  });
});

describe('what a start would stumble over', () => {
  const look = (flags: string, content?: object, more: object = {}) =>
    startObstacles.collect(
      fakeHost({
        connect: ({ address }) => {
          if (address.kind === 'tcp') return address.port === 2375 ? 1 : undefined;
          return address.path === '/run/dead.sock'
            ? unavailable('unreachable', 'connect', 'refused', { errno: 'ECONNREFUSED' })
            : undefined;
        },
        'read-file': byPath({ '/proc/filesystems': 'nodev\toverlay\n\text4\n\tbtrfs\n' }),
        stat: ({ path }) => (path === '/sys/class/net/br0' ? fileStat('directory') : undefined),
      }),
      {
        localEngine: { ...local, ...more },
        daemonFlags: { source: 'x', ...parseDockerdFlags(flags.split(' ')) },
        daemonConfig: { path: '/etc/docker/daemon.json', content, problems: [], conflicts: [] },
      } as never,
    );

  test('is not looked for while the engine runs', async () => {
    expect(await look('--bridge=br9', undefined, { activity: 'runs' })).toBeUndefined();
  });
  test('an engine with its defaults needs nothing', async () => {
    expect(await look('-H unix:///var/run/docker.sock')).toEqual({ occupied: [] });
  });
  test('containerd', async () => {
    expect(await look('--containerd=/run/gone.sock')).toMatchObject({ containerd: { state: 'missing' } });
    expect(await look('', { containerd: '/run/dead.sock' })).toMatchObject({
      containerd: { state: 'refused' },
    });
  });
  test('a taken port, whatever the address says', async () => {
    expect(await look('-H tcp://0.0.0.0:2375 -H tcp://127.0.0.1:2376')).toEqual({
      occupied: ['tcp://0.0.0.0:2375'],
    });
  });
  test('a file system for its storage driver', async () => {
    expect(await look('', { storageDriver: 'zfs' })).toMatchObject({ driverWithoutKernel: 'zfs' });
    expect(await look('--storage-driver=btrfs', { storageDriver: 'zfs' })).toEqual({ occupied: [] });
    expect(await look('', { storageDriver: 'overlay2' })).toEqual({ occupied: [] });
    expect(await look('', { storageDriver: 'vfs' })).toEqual({ occupied: [] });
  });
  test('a bridge', async () => {
    expect(await look('', { bridge: 'br9' })).toMatchObject({ missingBridge: 'br9' });
    expect(await look('', { bridge: 'br0' })).toEqual({ occupied: [] });
    expect(await look('--bridge=none')).toEqual({ occupied: [] });
  });
});
