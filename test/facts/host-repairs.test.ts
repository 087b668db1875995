import { describe, expect, it } from 'vitest';
import { bridgeFilter } from '#facts/bridge-filter';
import { dockerConfig } from '#facts/docker-config';
import { editableFile } from '#facts/editable-file';
import { shellSettings } from '#facts/shell-settings';
import { stubResolver } from '#facts/stub-resolver';
import { sysctlFiles } from '#facts/sysctl-files';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const own = { uid: 1000, gid: 1000 };
const file = fileStat('file', own);
const HOME = fileStat('directory', own);

describe('a file that could be edited', () => {
  const at = (lstat: ReturnType<typeof fileStat>, directory = HOME) =>
    editableFile(fakeHost({ lstat: () => lstat, stat: () => directory }), '/home/ada/x', 'a', 1000);

  it("is the user's to edit where file and directory are", async () => {
    expect(await at(file)).toEqual({ path: '/home/ada/x', text: 'a', privilege: 'user' });
  });
  it('needs root where one of them is not', async () => {
    expect(await at(fileStat('file'))).toMatchObject({ privilege: 'root' });
    expect(await at(file, fileStat('directory'))).toMatchObject({ privilege: 'root' });
  });
  it('is no link, whose maker owns the file', async () => {
    expect(await at(fileStat('symlink', own))).toBeUndefined();
  });
});

describe('the line that sets DOCKER_HOST', () => {
  const line = 'export DOCKER_HOST=unix:///run/user/$(id -u)/docker.sock';
  const identity = someIdentity({
    environment: { HOME: '/home/ada', DOCKER_HOST: 'unix:///run/user/1000/docker.sock' },
  });
  const found = (files: Record<string, string>, who = identity, lstat = file) =>
    collected(shellSettings, fakeHost({ 'read-file': byPath(files), lstat: () => lstat, stat: () => HOME }), {
      identity: who,
    });

  it('is found by what the shell makes of it', async () => {
    expect(await found({ '/home/ada/.profile': `umask 022\n${line}\n` })).toMatchObject({
      line,
      lineNumber: 2,
      file: { path: '/home/ada/.profile', privilege: 'user' },
    });
  });
  it.each<[string, Record<string, string>]>([
    ['another value', { '/home/ada/.profile': 'export DOCKER_HOST=tcp://build:2376\n' }],
    ['two lines, of which either may be meant', { '/home/ada/.profile': line, '/home/ada/.bashrc': line }],
    ['no file of the user', {}],
  ])('is not told with %s', async (_name, files) => {
    expect(await found(files)).toBeUndefined();
  });
  it('is not looked for without the variable, nor told of a link', async () => {
    expect(await found({ '/home/ada/.profile': line }, someIdentity())).toBeUndefined();
    const link = fileStat('symlink', own);
    expect(await found({ '/home/ada/.profile': line }, identity, link)).toBeUndefined();
  });
});

describe('files that switch forwarding off', () => {
  const off = 'net.ipv4.ip_forward = 0';
  const host = fakeHost({
    list: byPath({
      '/usr/lib/sysctl.d': ['50-default.conf', 'zz.conf'],
      '/etc/sysctl.d': ['zz.conf', '10-a.conf'],
    }),
    lstat: () => file,
    'read-file': byPath({
      '/usr/lib/sysctl.d/50-default.conf': `${off}\n`,
      '/usr/lib/sysctl.d/zz.conf': `${off}\n`,
      '/etc/sysctl.d/zz.conf': `# mine\n${off}\n`,
      '/etc/sysctl.d/10-a.conf': 'net.ipv4.ip_forward = 1\n',
    }),
  });

  it('in the order in which they are read; of one name that under /etc counts', async () => {
    expect(await collected(sysctlFiles, host, { ipForwarding: false })).toEqual({
      off: [
        { path: '/usr/lib/sysctl.d/50-default.conf', text: `${off}\n`, line: off },
        { path: '/etc/sysctl.d/zz.conf', text: `# mine\n${off}\n`, line: off },
      ],
    });
  });
  it('are not looked for where the host forwards', async () => {
    expect(await collected(sysctlFiles, host, { ipForwarding: true })).toBeUndefined();
  });
});

describe('the firewall of bridges', () => {
  const needs = {
    engineInfo: { Warnings: ['WARNING: bridge-nf-call-iptables is disabled'] },
    ipForwarding: true,
  };

  it('is as the kernel says', async () => {
    const host = fakeHost({ 'read-file': byPath({ '/proc/sys/net/bridge/bridge-nf-call-iptables': '0\n' }) });
    expect(await collected(bridgeFilter, host, needs)).toEqual({
      isLoaded: true,
      values: { 'bridge-nf-call-iptables': '0' },
    });
    expect(await collected(bridgeFilter, fakeHost({}), needs)).toEqual({ isLoaded: false, values: {} });
  });
  it('is not looked at without a warning, nor of an engine elsewhere', async () => {
    expect(
      await collected(bridgeFilter, fakeHost({}), { ...needs, engineInfo: { Warnings: [] } }),
    ).toBeUndefined();
    expect(
      await collected(bridgeFilter, fakeHost({}), { ...needs, ipForwarding: undefined }),
    ).toBeUndefined();
  });
});

describe('systemd-resolved', () => {
  const silent = { servers: [{ address: '127.0.0.53', outcome: { kind: 'timed-out', afterMs: 3000 } }] };
  const needs = { identity: someIdentity(), resolvConf: { state: 'dangling' }, nameServers: silent };
  const show = (ActiveState: string, LoadState = 'loaded') =>
    fakeHost({
      query: () => ({
        exitCode: 0,
        stdout: `Id=systemd-resolved.service\nLoadState=${LoadState}\nActiveState=${ActiveState}\n`,
        stderr: '',
      }),
    });

  it.each([
    ['failed', 'loaded', { answers: false, startable: 'failed' }],
    ['inactive', 'loaded', { answers: false, startable: 'inactive' }],
    ['active', 'loaded', { answers: false }],
    ['inactive', 'masked', { answers: false }],
    ['inactive', 'not-found', { answers: false }],
  ])('%s, %s', async (active, loaded, expected) => {
    expect(await collected(stubResolver, show(active, loaded), needs)).toEqual(expected);
  });
  it('is not looked at where a name server answers', async () => {
    const answering = { servers: [{ outcome: { kind: 'answered' } }] };
    expect(
      await collected(stubResolver, show('failed'), { ...needs, nameServers: answering }),
    ).toBeUndefined();
  });
});

describe("the client's config.json, for a repair", () => {
  const collect = (answers: Parameters<typeof fakeHost>[0]) =>
    collected(dockerConfig, fakeHost(answers), { identity: someIdentity() });
  const path = '/home/ada/.docker/config.json';

  it('with a comma too many can be corrected', async () => {
    const text = '{ "psFormat": "table", }';
    expect(
      await collect({ 'read-file': byPath({ [path]: text }), lstat: () => file, stat: () => HOME }),
    ).toMatchObject({ isCorrectable: true, editable: { path, text, privilege: 'user' } });
  });
  it('that ends in the middle cannot', async () => {
    const answers = { 'read-file': byPath({ [path]: '{ "auths": {' }), lstat: () => file, stat: () => HOME };
    expect(await collect(answers)).not.toHaveProperty('isCorrectable');
  });
  it('is an empty directory, or one that holds something', async () => {
    const stat = () => HOME;
    expect(await collect({ stat, list: () => [] })).toMatchObject({ isEmptyDirectory: true });
    expect(await collect({ stat, list: () => ['x'] })).not.toHaveProperty('isEmptyDirectory');
  });
});
