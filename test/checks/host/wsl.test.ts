import { describe, expect, it, test } from 'vitest';
import { hostWsl } from '#checks/host/wsl';
import type { Endpoint } from '#facts/endpoints';
import { wslDisk } from '#facts/wsl-disk';
import { PROXY_SOCKET, type WslHost, wslHost } from '#facts/wsl-host';
import { byPath, collected, disk, fakeHost, fileStat, reply, someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof hostWsl.evaluate>[0];

const id = 'unix:///var/run/docker.sock';
const at = (state: Endpoint['state']) => ({ id, state });
const MISSING = at({ kind: 'missing' });
const wsl: WslHost = {
  version: 2,
  distro: 'Ubuntu',
  client: 'integration',
  desktop: { installed: true, mounted: true },
  proxySocket: true,
  own: false,
  socket: at({ kind: 'answers', engine: 'docker', apiVersion: '1.54', durationMs: 1 }),
};
const facts: Needs = {
  wsl,
  disk: undefined,
  installation: { dockerCliIsPodman: false, dockerSnap: false },
};
const found = (changes: Partial<WslHost>, more: Partial<Needs> = {}) =>
  hostWsl.evaluate({ ...facts, wsl: { ...wsl, ...changes }, ...more }).findings.map(({ code }) => code);

test('applies where Docker Desktop is seen, and finds nothing where it serves', () => {
  expect(hostWsl.applies?.({ ...facts, wsl: undefined })).toBe('this is not WSL');
  const none = { ...wsl, desktop: { installed: false, mounted: false } };
  expect(hostWsl.applies?.({ ...facts, wsl: none })).toMatch(/no Docker Desktop/);
  expect(hostWsl.applies?.(facts)).toBe(true);
  expect(found({})).toEqual([]);
});

describe('wsl-integration-off', () => {
  const off = { client: 'windows', proxySocket: false, socket: MISSING } as const;
  it('only the docker of Windows is there, which explains itself', () => {
    expect(found(off)).toEqual(['wsl-integration-off']);
    expect(hostWsl.codes['wsl-integration-off'].leadsTo).toContain('engine-not-installed');
  });
  it('a link that leads into nothing', () => {
    expect(found({ ...off, client: 'integration' })).toEqual(['wsl-integration-off']);
  });
  it('WSL 1, which is another matter', () => {
    const { cause, remedy } = hostWsl.codes['wsl-integration-off'];
    const params = { version: 1, distro: 'Ubuntu', mounted: false, client: 'windows' } as const;
    expect(cause(params)).toContain('WSL 1');
    expect(remedy(params)).toContain('wsl --set-version Ubuntu 2');
  });
  it.each<[string, Partial<WslHost>, Partial<Needs>]>([
    ['an engine of its own is installed', { ...off, own: true }, {}],
    ['an own client looks for another engine', { ...off, client: 'other' }, {}],
    ['Podman is used', off, { installation: { ...facts.installation, podman: '/usr/bin/podman' } }],
  ])('not where %s', (_name, changes, more) => {
    expect(found(changes, more)).toEqual([]);
  });
  it('not where docker is told to use another engine', () => {
    const { socket: _socket, ...elsewhere } = { ...wsl, ...off };
    expect(hostWsl.evaluate({ ...facts, wsl: elsewhere }).findings).toEqual([]);
  });
});

// docker/for-win#14686 and docker/desktop-feedback#423: the socket of Desktop is there, the usual path is not.
describe('wsl-socket-missing', () => {
  it.each<Endpoint['state']>([
    { kind: 'missing' },
    { kind: 'not-a-socket', type: 'file' },
    { kind: 'refused' },
  ])('%j', (state) => {
    expect(found({ socket: at(state) })).toEqual(['wsl-socket-missing']);
  });
  it('not where the socket says more of itself, nor beside an engine of its own', () => {
    expect(found({ socket: at({ kind: 'denied', at: 'socket', path: '/var/run/docker.sock' }) })).toEqual([]);
    expect(found({ own: true, socket: MISSING })).toEqual([]);
  });
});

test('wsl-vhdx-grows: much of the virtual disk holds nothing', () => {
  const path = '/mnt/c/Users/ada/AppData/Local/Docker/wsl/disk/docker_data.vhdx';
  const grown = { path, sizeBytes: 80e9, usedBytes: 12e9, leftBytes: 2e9 };
  expect(found({}, { disk: grown })).toEqual(['wsl-vhdx-grows']);
  expect(found({}, { disk: { ...grown, usedBytes: 70e9 } })).toEqual([]);
});

describe('the facts', () => {
  const directory = '/mnt/c/Program Files/Docker/Docker/resources/bin';
  const look = (release: string, answers: object = {}, dockerCli?: string) =>
    collected(wslHost, fakeHost({ stat: byPath({ [directory]: fileStat('directory') }), ...answers }), {
      identity: someIdentity({ environment: { PATH: `/usr/bin:${directory}`, WSL_DISTRO_NAME: 'Ubuntu' } }),
      platform: { kernelRelease: release },
      installation: { ...facts.installation, dockerCli },
      endpoints: [{ selected: true, ...MISSING }],
    });
  const WSL2 = '5.15.167.4-microsoft-standard-WSL2';

  it('of a Linux that is no WSL there are none', async () => {
    expect(await look('6.1.0-35-amd64')).toBeUndefined();
  });
  it('of WSL 1 and 2', async () => {
    expect(await look('4.4.0-19041-Microsoft')).toMatchObject({ version: 1 });
    expect(await look(WSL2)).toMatchObject({
      version: 2,
      distro: 'Ubuntu',
      client: 'none',
      desktop: { installed: true, mounted: false },
      proxySocket: false,
      socket: MISSING,
    });
  });
  it.each([
    ['windows', `${directory}/docker`, `${directory}/docker`],
    ['integration', '/usr/bin/docker', '/mnt/wsl/docker-desktop/cli-tools/usr/bin/docker'],
    ['other', '/usr/bin/docker', '/usr/bin/docker'],
  ])('whose client it is: %s', async (client, path, real) => {
    expect(await look(WSL2, { 'real-path': () => real }, path)).toMatchObject({ client });
  });
  it('a link of the integration that leads nowhere is still one', async () => {
    const linkTarget = '/mnt/wsl/docker-desktop/cli-tools/usr/bin/docker';
    const link = { lstat: byPath({ '/usr/bin/docker': fileStat('symlink', { linkTarget }) }) };
    expect(await look(WSL2, link)).toMatchObject({ client: 'integration' });
  });
  it('the socket that Desktop offers', async () => {
    const stat = byPath({ [PROXY_SOCKET]: fileStat('socket') });
    expect(await look(WSL2, { stat })).toMatchObject({ proxySocket: true });
  });

  const path = '/mnt/c/Users/ada/AppData/Local/Docker/wsl/disk/docker_data.vhdx';
  const measure = (leftBytes: number) =>
    collected(
      wslDisk,
      fakeHost({
        statfs: () => disk(500e9, leftBytes),
        list: () => ['Public', 'ada'],
        stat: byPath({ [path]: fileStat('file', { sizeBytes: 80e9 }) }),
        'engine-get': () =>
          reply({ LayersSize: 10e9, Volumes: [{ Name: 'v', UsageData: { Size: 2e9, RefCount: 0 } }] }),
      }),
      {
        identity: someIdentity(),
        platform: { kernelRelease: WSL2 },
        engineInUse: { address: { kind: 'unix', path: '/var/run/docker.sock' } },
        engineInfo: { OperatingSystem: 'Docker Desktop' },
      },
    );
  it('the virtual disk is measured where Windows has little left', async () => {
    expect(await measure(2e9)).toEqual({ path, sizeBytes: 80e9, usedBytes: 12e9, leftBytes: 2e9 });
    expect(await measure(300e9)).toBeUndefined();
  });
});
