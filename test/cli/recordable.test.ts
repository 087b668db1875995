import { describe, expect, it, test } from 'vitest';
import { parseActrc } from '#parse/actrc';
import { parseDockerConfig } from '#parse/docker-config-json';
import { parseContainerDetail, parseContainers, parseEngineInfo } from '#parse/engine-api';
import { parseFstab } from '#parse/fstab';
import { reply } from '#test/support/fake-host';
import { recordable } from '../../src/cli/recordable.ts';

const file = (path: string, text: string): string => String(recordable('read-file', { path }, text));
const config = (text: string): string => file('/home/ada/.docker/config.json', text);
const address = { kind: 'unix', path: '/run/docker.sock' } as const;
const body = (path: string, value: unknown, status = 200): string => {
  const kept = recordable('engine-get', { address, path }, reply(value, status));
  return (kept as { readonly body: string }).body; // a reply stays one
};

describe("the docker client's config.json", () => {
  const full = {
    auths: { 'ghcr.io': { auth: 'SECRET', note: 'SECRET' }, plain: { auth: '' } },
    credHelpers: { 'gcr.io': 'gcloud' },
    credsStore: 'desktop',
    currentContext: 'colima',
    proxies: { default: { httpProxy: 'http://SECRET' } },
    HttpHeaders: { 'X-A': 'SECRET' },
    cliPluginsExtraDirs: ['/opt/a', '/opt/b'],
    anything: ['SECRET', { deep: 'SECRET \u{1F600}\n"' }],
  };
  it.each([JSON.stringify(full), JSON.stringify(full, undefined, 2)])('is read as before %#', (text) => {
    const masked = config(text);
    expect(masked).not.toContain('SECRET');
    expect(masked).toHaveLength(text.length);
    expect(parseDockerConfig(masked)).toEqual(parseDockerConfig(text));
  });
  it.each([
    '{"auths": {"x": {"auth": "SECRET",}}}',
    '{"auths": {"x": {"auth": "SECRET"}} // SECRET\n}',
    '{"auths": {"x": {"auth": SECRET}}}',
    "{'auths': {'x': {'auth': 'SECRET'}}}",
    '{"auths": {"x": {"auth": "SEC\\qRET"}}}',
    '{"auths": {"x": {"auth": "SECRET\n"}}}',
    '{"auths": {"x": {"auth": "SECRET',
    '{"auths": {"x": {"auth": "SECRET": 1}}}',
    '{"auths": {"x": {"auth" "SECRET"}}}',
    '\uFEFF{"auths": {}}',
    '{} {"auth": "SECRET"}',
    '\u201cauths\u201d SECRET',
  ])('has its fault where it was: %s', (text) => {
    const masked = config(text);
    expect(masked).not.toContain('SECRET');
    expect({ ...parseDockerConfig(masked), repaired: '', detail: '' }).toEqual({
      ...parseDockerConfig(text),
      repaired: '',
      detail: '',
    });
  });
});

test('an actrc keeps its options, not its secrets', () => {
  const text = [
    '-P ubuntu-latest=node:20',
    '-s GITHUB_TOKEN=SECRET',
    '--secret X="SECRET SECRET"',
    '--env A=SECRET',
    '--env=SECRET',
    '--container-options -e X=SECRET',
    '-P a=b -s X=SECRET',
    'X=SECRET',
    '# -s X=SECRET',
    '--pull=false',
  ].join('\n');
  const masked = file('/home/ada/.actrc', text);
  expect(masked).not.toContain('SECRET');
  expect(masked).toHaveLength(text.length);
  expect(masked).toContain('-P ubuntu-latest=node:20\n');
  expect(parseActrc(masked).platforms).toEqual(parseActrc(text).platforms);
  expect(parseActrc(masked).problems.map(({ kind, line }) => [kind, line])).toEqual(
    parseActrc(text).problems.map(({ kind, line }) => [kind, line]),
  );
});

describe('answers of an engine keep what is read', () => {
  it('of a container neither environment nor labels nor options of its log', () => {
    const detail = {
      Id: 'a',
      Config: { Env: ['X=SECRET'], Cmd: ['SECRET'], Labels: { a: 'SECRET' } },
      HostConfig: { LogConfig: { Type: 'splunk', Config: { 'splunk-url': 'SECRET', 'max-size': '1m' } } },
    };
    const kept = body('/containers/a/json', detail);
    expect(kept).not.toContain('SECRET');
    expect(parseContainerDetail(kept)).toMatchObject({
      HostConfig: { LogConfig: { Config: { 'max-size': '1m' } } },
    });
  });
  it('of the list of containers', () => {
    const one = { Id: 'a', Names: ['/a'], State: 'running', Command: 'x SECRET', Labels: { a: 'SECRET' } };
    const kept = body('/containers/json?all=1', [one]);
    expect(kept).not.toContain('SECRET');
    expect(parseContainers(kept)).toMatchObject([{ Id: 'a', Names: ['/a'], State: 'running' }]);
  });
  it('of /info, which is read as before', () => {
    const info = { ID: 'x', Runtimes: { runc: { path: 'runc', env: 'SECRET' } }, Swarm: { a: 'SECRET' } };
    const kept = body('/info', info);
    expect(kept).not.toContain('SECRET');
    expect(parseEngineInfo(kept)).toEqual(parseEngineInfo(info));
  });
  it.each(['/version', '/info', '/elsewhere'])('of what is not understood nothing: %s', (path) => {
    expect(body(path, 'SECRET')).toBe('******');
  });
  it('its own messages', () => {
    expect(body('/info', 'no such thing', 404)).toBe('no such thing');
    expect(body('/_ping', 'OK')).toBe('OK');
  });
});

test('the longest files that are read are masked in time', () => {
  const startedMs = performance.now();
  for (const piece of ['"', '{', '"a":', ' -s', '\\', '--secret ', '='])
    for (const path of ['/a/config.json', '/a/.actrc']) file(path, piece.repeat(1_048_576 / piece.length));
  expect(performance.now() - startedMs).toBeLessThan(20_000);
}, 30_000);

describe('/etc/fstab', () => {
  const text =
    '# SECRET\nUUID=6d5a /data xfs defaults,nofail 0 2\n//nas/SECRET /mnt/nas cifs noauto,username=u,password=SECRET 0 0\nSECRET\n/dev/sdb1 /x ext4\n';
  it('is read as before, and shows neither options nor shares', () => {
    const masked = file('/etc/fstab', text);
    expect(masked).not.toContain('SECRET');
    expect(parseFstab(masked).map(({ mountPoint, fsType }) => [mountPoint, fsType])).toEqual([
      ['/data', 'xfs'],
      ['/mnt/nas', 'cifs'],
      ['/x', 'ext4'],
    ]);
    expect(parseFstab(masked)[0]?.source).toBe('UUID=6d5a');
    expect(parseFstab(masked)[1]?.options[0]).toBe('noauto');
  });
});

test('of a credential helper no names are kept, and why it fails is', () => {
  const kept = (program: string, exitCode: number) =>
    recordable('query', { argv: [program, 'list'] }, { exitCode, stdout: 'ada', stderr: '' });
  expect(kept('/usr/bin/docker-credential-pass', 0)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(kept('/usr/bin/docker-credential-pass', 1)).toMatchObject({ stdout: 'ada' });
  expect(kept('/usr/bin/podman', 0)).toMatchObject({ stdout: 'ada' });
});

test('of images their names are kept', () => {
  const images = [{ Id: 'sha256:1', RepoTags: ['r:5000/app:1'], Labels: { secret: 'SECRET' } }];
  expect(body('/images/json', images)).toBe('[{"Id":"sha256:1","RepoTags":["r:5000/app:1"]}]');
});
