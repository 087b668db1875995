import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { localEngine } from '#facts/local-engine';
import { pidFile } from '#facts/pid-file';
import { byPath, fakeHost } from '#test/support/fake-host';

const at = (path: string) => ({ resolved: { kind: 'address', address: { kind: 'unix', path } } });
const endpoint = (path: string, kind: string, selected = true) => ({
  id: `unix://${path}`,
  address: { kind: 'unix', path },
  state: { kind },
  selected,
});
const SOCKET = '/var/run/docker.sock';

interface Circumstances {
  readonly state?: string;
  readonly docker?: object;
  readonly pidFile?: object;
}

const look = ({ state = 'missing', docker, pidFile }: Circumstances) =>
  localEngine.collect(fakeHost({}), {
    selectedEndpoint: at(SOCKET),
    endpoints: [endpoint(SOCKET, state)],
    installation: { dockerd: '/usr/sbin/dockerd', dockerSnap: false },
    dockerUnits: docker === undefined ? unavailable('absent', 'systemctl', 'no systemd') : { docker },
    pidFile,
  } as never); // what it needs, by name

describe('whether the engine of this host runs', () => {
  test.each([
    ['answers', { state: 'answers' }],
    ['runs', { state: 'hung' }],
    ['runs', { state: 'denied', docker: { activeState: 'active' } }],
    ['runs', { state: 'missing', pidFile: { comm: 'dockerd' } }],
    ['starting', { state: 'refused', docker: { activeState: 'activating', subState: 'start' } }],
    ['stopped', { state: 'refused', docker: { activeState: 'activating', subState: 'auto-restart' } }],
    ['stopped', { state: 'hung', docker: { activeState: 'activating', subState: 'start', nRestarts: 3 } }],
    ['stopped', { state: 'hung', docker: { activeState: 'failed' } }],
    ['runs', { state: 'hung', docker: { activeState: 'failed' }, pidFile: { comm: 'dockerd' } }],
    ['stopped', { state: 'denied', docker: { activeState: 'failed' } }],
    ['stopped', { state: 'missing', pidFile: { comm: 'sleep' } }],
    ['stopped', { state: 'dangling' }],
    ['unknown', { state: 'denied' }],
  ])('%s: %o', async (activity, circumstances) => {
    expect(await look(circumstances)).toMatchObject({ activity, installed: true, selected: true });
  });

  test('is not what docker talks to, when another is selected', async () => {
    const found = await localEngine.collect(fakeHost({}), {
      selectedEndpoint: at('/home/ada/.colima/default/docker.sock'),
      endpoints: [
        endpoint('/home/ada/.colima/default/docker.sock', 'answers'),
        endpoint(SOCKET, 'missing', false),
      ],
      installation: { dockerSnap: false },
      dockerUnits: unavailable('absent', 'systemctl', 'no systemd'),
    } as never);
    expect(found).toMatchObject({
      id: `unix://${SOCKET}`,
      selected: false,
      installed: false,
      activity: 'stopped',
    });
  });
});

describe('the pid file', () => {
  const read = (
    files: Readonly<Record<string, string>>,
    state = 'missing',
    flags = new Map<string, string[]>(),
  ) =>
    pidFile.collect(fakeHost({ 'read-file': byPath(files) }), {
      endpoints: [endpoint(SOCKET, state)],
      daemonFlags: { flags },
      daemonConfig: unavailable('absent', 'daemon.json', 'ENOENT'),
    } as never);
  const files = { '/var/run/docker.pid': '31\n', '/proc/31/comm': 'sleep\n' };

  test('names a process', async () => {
    expect(await read(files)).toEqual({ path: '/var/run/docker.pid', text: '31\n', pid: 31, comm: 'sleep' });
  });
  test('is not looked at while the engine answers, and may be absent', async () => {
    expect(await read(files, 'answers')).toBeUndefined();
    expect(await read({})).toBeUndefined();
  });
  test('of a dead process, of no process, and elsewhere', async () => {
    expect(await read({ '/var/run/docker.pid': '31' })).toEqual({
      path: '/var/run/docker.pid',
      text: '31',
      pid: 31,
    });
    expect(await read({ '/var/run/docker.pid': 'x' })).toEqual({ path: '/var/run/docker.pid', text: 'x' });
    const flags = new Map([['pidfile', ['/run/d.pid']]]);
    expect(await read({ '/run/d.pid': '7' }, 'refused', flags)).toMatchObject({ path: '/run/d.pid', pid: 7 });
  });
});
