import { describe, expect, it } from 'vitest';
import { parseDockerHost } from '#parse/docker-host';
import { HOSTILE } from '#test/parse/samples';

const DEFAULT = { kind: 'unix', path: '/var/run/docker.sock' };
const bad = (detail: string) => ({ kind: 'malformed', what: 'docker endpoint', detail });
const tcp = (host: string, port = 2375, path?: string) =>
  path === undefined ? { kind: 'tcp', host, port } : { kind: 'tcp', host, port, path };

describe('docker endpoint', () => {
  // Every row was given to docker CLI 28.2.2 as DOCKER_HOST; the endpoint is the one that its answer names.
  it.each([
    ['unix:///var/run/docker.sock', DEFAULT, [], undefined],
    ['unix://', DEFAULT, [], undefined],
    ['unix:///a b', { kind: 'unix', path: '/a b' }, [], undefined],
    ['unix://run/x.sock', { kind: 'unix', path: 'run/x.sock' }, ['relative-path'], 'unix:///run/x.sock'],
    [' unix:///x ', { kind: 'unix', path: '/x' }, ['surrounding-space'], 'unix:///x'],
    [
      '/var/run/docker.sock',
      tcp('localhost', 2375, '/var/run/docker.sock'),
      ['missing-scheme'],
      'unix:///var/run/docker.sock',
    ],
    ['./x.sock', tcp('.', 2375, '/x.sock'), ['missing-scheme'], undefined],
    [
      'unix:/var/run/docker.sock',
      tcp('unix', 2375, '/var/run/docker.sock'),
      ['one-slash'],
      'unix:///var/run/docker.sock',
    ],
    ['unix://tcp://x', bad('invalid proto, expected unix: tcp://x'), [], undefined],
    ['UNIX:///x', bad('invalid bind address format: UNIX:///x'), ['unknown-scheme'], 'unix:///x'],
    ['tcp://', tcp('localhost'), [], undefined],
    ['tcp://[::1]:2375/path', tcp('::1', 2375, '/path'), [], undefined],
    ['tcp://::1', tcp('::1'), [], undefined],
    ['tcp://h:2376', tcp('h', 2376), [], undefined],
    ['tcp://h:2375?x=1', tcp('h'), [], undefined],
    ['tcp://u:p@h:1', tcp('h', 1), ['password-in-url'], undefined],
    ['tcp://h:99999', tcp('h', 99_999), ['port-out-of-range'], undefined],
    ['tcp://h:abc', bad('invalid bind address format: tcp://h:abc'), [], undefined],
    ['tcp://h:2375x', bad('invalid bind address format: tcp://h:2375x'), [], undefined],
    ['tcp:h:2375', tcp('tcp:h:2375'), ['missing-scheme'], 'tcp://[tcp:h:2375]:2375'],
    [':2375', tcp('localhost'), ['missing-scheme'], 'tcp://localhost:2375'],
    ['myhost', tcp('myhost'), ['missing-scheme'], 'tcp://myhost:2375'],
    [
      'http://localhost:2375',
      bad('invalid bind address format: http://localhost:2375'),
      ['http-scheme'],
      'tcp://localhost:2375',
    ],
    [
      'http://u:hunter2@h:1/',
      bad('invalid bind address format: http://***@h:1/'),
      ['http-scheme'],
      'tcp://***@h:1',
    ],
    [
      '//./pipe/docker_engine',
      tcp('localhost', 2375, '//./pipe/docker_engine'),
      ['missing-scheme'],
      'npipe:////./pipe/docker_engine',
    ],
    ['npipe:////./pipe/x', { kind: 'npipe', path: '//./pipe/x' }, ['npipe-off-windows'], undefined],
    ['npipe://', { kind: 'npipe', path: '//./pipe/docker_engine' }, ['npipe-off-windows'], undefined],
    ['fd://', { kind: 'fd' }, ['fd-for-client'], undefined],
    ['fd://3', { kind: 'fd', name: '3' }, ['fd-for-client'], undefined],
    ['ssh://u@h:22/p', { kind: 'ssh', user: 'u', host: 'h', port: 22, path: '/p' }, [], undefined],
    ['ssh://h', { kind: 'ssh', host: 'h' }, [], undefined],
    ['ssh://[::1]:22', { kind: 'ssh', host: '::1', port: 22 }, [], undefined],
    ['ssh://', bad('invalid SSH URL: no host name'), [], undefined],
  ])('%j', (value, endpoint, problems, suggestion) =>
    expect(parseDockerHost(value)).toEqual(
      suggestion === undefined ? { endpoint, problems } : { endpoint, problems, suggestion },
    ),
  );

  it('has a default for nothing, for TLS and for Windows', () => {
    expect(parseDockerHost('').endpoint).toEqual(DEFAULT);
    expect(parseDockerHost(' ', { tls: true }).endpoint).toEqual(tcp('localhost', 2376));
    expect(parseDockerHost('', { windows: true }).endpoint).toEqual({
      kind: 'npipe',
      path: '//./pipe/docker_engine',
    });
    expect(parseDockerHost('tcp://h', { tls: true }).endpoint).toEqual(tcp('h', 2375));
    expect(parseDockerHost('npipe://', { windows: true }).problems).toEqual([]);
  });

  it('refuses a password in an ssh address without repeating it', () => {
    expect(parseDockerHost('ssh://u:hunter2@h')).toEqual({
      endpoint: bad('invalid SSH URL: plain-text password is not supported'),
      problems: ['password-in-url'],
    });
  });

  it.each(['tcp://TOKEN#x@h', 'tcp://TOKEN/x@h', 'TOKEN?x@h', 'tcp://u:PW x@h', 'u:TOKEN x@h'])(
    'takes no half of a secret for a host: %s',
    (value) => {
      const parsed = parseDockerHost(value);
      expect(parsed.endpoint).toMatchObject({ kind: 'malformed' });
      expect(JSON.stringify(parsed)).not.toMatch(/TOKEN|PW/);
    },
  );

  it('never throws', () => {
    for (const text of HOSTILE) parseDockerHost(text);
  });
});
