import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { unavailable } from '#core/answer';
import type { EngineReply } from '#core/host';
import { type Endpoint, endpoints } from '#facts/endpoints';
import { byPath, collected, fakeHost, fileStat, reply, someIdentity } from '#test/support/fake-host';

const PATH = '/var/run/docker.sock';
const ok: EngineReply = { ...reply('OK'), headers: { 'api-version': '1.41' } };
const socket = fileStat('socket');
const needs = {
  identity: someIdentity({ environment: { XDG_RUNTIME_DIR: '/run/user/1000' } }),
  selectedEndpoint: {
    origin: 'default',
    value: `unix://${PATH}`,
    resolved: { kind: 'address', address: { kind: 'unix', path: PATH } },
    problems: [],
  },
  dockerContexts: [],
  serviceManager: 'systemd',
};
const units = (activeState: string, subState: string) => ({
  exitCode: 0,
  stderr: '',
  stdout: `Id=docker.service\nLoadState=loaded\nActiveState=${activeState}\nSubState=${subState}\n`,
});
const collect = async (host: ReturnType<typeof fakeHost>, more: object = {}) =>
  (await collected(endpoints, host, { ...needs, ...more })) as readonly Endpoint[]; // or the test fails

test('every place that exists is asked, the selected and the usual one in any case', async () => {
  const host = fakeHost({
    lstat: byPath({ '/run/podman/podman.sock': socket, '/home/ada/.colima/default/docker.sock': socket }),
    'engine-get': () => ok,
  });
  const found = await collect(host, { dockerContexts: [{ name: 'b', host: 'unix:///b.sock' }] });
  expect(found.map(({ id, label, selected, state }) => [id, label, selected, state.kind])).toEqual([
    ['unix:///var/run/docker.sock', 'Docker', true, 'missing'],
    ['unix:///run/podman/podman.sock', 'Podman', false, 'answers'],
    ['unix:///home/ada/.colima/default/docker.sock', 'Colima', false, 'answers'],
  ]);
});

describe('while the unit is on its way up', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  const run = async <T>(work: Promise<T>): Promise<T> => {
    await vi.advanceTimersByTimeAsync(20_000);
    return work;
  };
  const refused = () => unavailable('unreachable', 'GET /_ping', 'ECONNREFUSED', { errno: 'ECONNREFUSED' });

  it('a refusal is looked at again, until the engine answers', async () => {
    let asked = 0;
    const host = fakeHost({
      lstat: byPath({ [PATH]: socket }),
      query: () => units('activating', 'start'),
      'engine-get': () => (++asked < 4 ? refused() : ok),
    });
    const [first] = await run(collect(host));
    expect(first).toMatchObject({ state: { kind: 'answers' } });
    expect(asked).toBe(4);
  });

  it('systemd gave up on the engine while its socket was open: it is opened once more', async () => {
    // Debian 12: what a client sees whose connection docker.socket held until the start limit was hit.
    const hungUp = unavailable('malformed', 'GET /_ping', 'closed the connection without an answer');
    let asked = 0;
    const host = fakeHost({
      lstat: byPath({ [PATH]: socket }),
      query: () => units('failed', 'failed'),
      'engine-get': () => (++asked === 1 ? hungUp : refused()),
    });
    const [first] = await run(collect(host));
    expect(first).toMatchObject({ state: { kind: 'refused' } });
  });

  it('the wait has an end, and the endpoint says what it waited for', async () => {
    const host = fakeHost({ query: () => units('activating', 'start') });
    const [first] = await run(collect(host));
    expect(first).toMatchObject({
      state: { kind: 'missing' },
      starting: { unit: 'docker.service', afterMs: expect.any(Number) },
    });
  });

  it.each([
    ['failed', 'failed'],
    ['inactive', 'dead'],
    ['activating', 'auto-restart'],
    ['active', 'running'],
  ])('%s (%s) is not waited for', async (active, sub) => {
    let looked = 0;
    const host = fakeHost({ query: () => units(active, sub), lstat: () => void looked++ });
    const [first] = await run(collect(host));
    expect(first?.starting).toBeUndefined();
    expect(first?.state).toEqual({ kind: 'missing' });
  });

  it.each([
    ['no systemd', { serviceManager: 'sysv' }, {}],
    ['an engine that answers', {}, { lstat: byPath({ [PATH]: socket }), 'engine-get': () => ok }],
  ])('%s: systemd is not asked', async (_name, more, answers) => {
    const asked: unknown[] = [];
    await run(collect(fakeHost({ ...answers, query: ({ argv }) => void asked.push(argv) }), more));
    expect(asked).toEqual([]);
  });
});
