import { describe, expect, it, test } from 'vitest';
import { hostDesktop } from '#checks/host/desktop';
import { unavailable } from '#core/answer';
import { type DesktopHost, desktopHost } from '#facts/desktop-host';
import { parseDesktopSettings } from '#parse/desktop-settings';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof hostDesktop.evaluate>[0];

const lost = unavailable('unreachable', 'engine', 'down');
const id = 'unix:///home/ada/.docker/desktop/docker.sock';
const desktop: DesktopHost = { selected: true, inUse: true, installed: true, kvm: true };
const facts: Needs = { identity: someIdentity(), desktop, trip: lost, errors: lost };
const judge = (more: Partial<Needs>) => hostDesktop.evaluate({ ...facts, ...more });
const found = (more: Partial<Needs>) =>
  judge(more).findings.map(({ code, severity = hostDesktop.codes[code].severity }) => [code, severity]);
const kept = (error: string): Needs['errors'] => ({ asked: 1, errors: [{ container: 'web', error }] });

test('applies where docker uses Desktop, and finds nothing where it works', () => {
  expect(hostDesktop.applies?.({ ...facts, desktop: undefined })).toMatch(/does not use/);
  expect(judge({}).findings).toEqual([]);
});

describe('desktop-not-running', () => {
  const stopped = (kind: 'missing' | 'refused' | 'hung', more: Partial<DesktopHost> = {}) => ({
    desktop: {
      ...desktop,
      inUse: false,
      endpoint: { id, state: kind === 'hung' ? { kind, afterMs: 2500 } : { kind } },
      ...more,
    } as const,
  });
  it.each(['missing', 'refused'] as const)('its socket is %s', (kind) => {
    expect(found(stopped(kind))).toEqual([['desktop-not-running', 'error']]);
  });
  it('not where Desktop was removed, nor where its engine is stuck', () => {
    expect(found(stopped('missing', { installed: false }))).toEqual([]);
    expect(found(stopped('hung'))).toEqual([]);
  });
  it('names the device that its machine needs, and never a reset', () => {
    const { cause, remedy } = hostDesktop.codes['desktop-not-running'];
    const params = { endpoint: id, detail: 'there is no such socket', kvm: false };
    expect(cause(params)).toContain('/dev/kvm');
    expect(remedy({ ...params, kvm: true })).toMatch(/systemctl --user start docker-desktop.*would delete/);
  });
});

describe('desktop-file-sharing', () => {
  const shared = { path: '/s.json', directories: ['/home/bob', '/srv/'] };
  it('a project outside of what is shared is worth a remark', () => {
    expect(found({ desktop: { ...desktop, shared } })).toEqual([['desktop-file-sharing', 'info']]);
    const identity = someIdentity({ workingDirectory: '/srv/project' });
    expect(found({ desktop: { ...desktop, shared }, identity })).toEqual([]);
  });
  // docker/desktop-linux#177
  it('a container that was refused a mount is a warning', () => {
    const error = 'Mounts denied: \nThe path /opt/x is not shared from the host and is not known to Docker.';
    expect(found({ errors: kept(error) })).toEqual([['desktop-file-sharing', 'warning']]);
  });
});

test('desktop-vm-disk-full: the engine of Desktop says so, and of no other engine', () => {
  const failure = { stage: 'import', detail: 'write /layer: no space left on device' } as const;
  const trip = { stages: [], failure, stdout: '', leftovers: [] };
  expect(found({ trip })).toEqual([['desktop-vm-disk-full', 'error']]);
  expect(found({ trip, desktop: { ...desktop, inUse: false } })).toEqual([]);
  expect(hostDesktop.codes['desktop-vm-disk-full'].leadsTo).toContain('round-trip-failed');
});

// As in docker/for-win#9272 and, in newer words, msemn/bd-infra#6.
test.each([
  'Ports are not available: listen tcp 0.0.0.0:4449: bind: An attempt was made to access a socket in a way forbidden by its access permissions.',
  'Ports are not available: exposing port TCP 0.0.0.0:4449 -> 0.0.0.0:0: listen tcp 0.0.0.0:4449: bind: An attempt was made to access a socket in a way forbidden by its access permissions.',
])('win-port-reserved: %s', (error) => {
  expect(judge({ errors: kept(error) }).findings).toEqual([
    { code: 'win-port-reserved', subject: '4449', params: { container: 'web', port: '4449' } },
  ]);
});

test('a port that another program has is no such port', () => {
  const taken = 'listen tcp4 0.0.0.0:80: bind: address already in use';
  expect(found({ errors: kept(taken) })).toEqual([]);
});

describe('the fact', () => {
  const endpoint = {
    id,
    address: { kind: 'unix', path: '/home/ada/.docker/desktop/docker.sock' },
    selected: true,
    state: { kind: 'missing' },
  };
  // The name as in the settings of public repositories, for instance home-manager modules for Docker Desktop.
  const settings = '{"AutoStart": false, "FilesharingDirectories": ["/home"]}';
  const host = fakeHost({
    stat: byPath({ '/opt/docker-desktop': fileStat('directory') }),
    'read-file': byPath({ '/home/ada/.docker/desktop/settings-store.json': settings }),
  });

  it('tells what is there', async () => {
    expect(
      await collected(desktopHost, host, { identity: someIdentity(), endpoints: [endpoint], info: lost }),
    ).toEqual({
      selected: true,
      inUse: false,
      installed: true,
      endpoint: { id, state: { kind: 'missing' } },
      kvm: false,
      shared: { path: '/home/ada/.docker/desktop/settings-store.json', directories: ['/home'] },
    });
  });
  it('is none where another engine is selected and in use', async () => {
    const needs = { identity: someIdentity(), endpoints: [{ ...endpoint, selected: false }], info: lost };
    expect(await collected(desktopHost, host, needs)).toBeUndefined();
  });
  it('reads both forms of the settings', () => {
    expect(parseDesktopSettings('{"filesharingDirectories":["/a"]}')).toEqual({ shared: ['/a'] });
    expect(parseDesktopSettings('{}')).toEqual({});
    expect(parseDesktopSettings('{')).toMatchObject({ kind: 'malformed' });
  });
});
