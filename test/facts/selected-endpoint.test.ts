import { describe, expect, it, test } from 'vitest';
import { unavailable } from '#core/answer';
import type { Identity } from '#core/host';
import type { DockerContext } from '#facts/docker-contexts';
import { type SelectedEndpoint, selectedEndpoint } from '#facts/selected-endpoint';
import { collected, fakeHost, someIdentity } from '#test/support/fake-host';

const contexts: readonly DockerContext[] = [
  { name: 'colima', host: 'unix:///home/ada/.colima/docker.sock' },
  { name: 'build', host: 'tcp://build:2376', tls: { caPath: '/store/ca.pem' } },
  { name: 'far', host: 'ssh://ada@far' },
];

interface Given {
  readonly flags?: Identity['engineFlags'];
  readonly environment?: Readonly<Record<string, string>>;
  readonly current?: string;
  readonly contexts?: unknown;
}

const select = async (given: Given): Promise<SelectedEndpoint> => {
  const needs = {
    identity: someIdentity({
      engineFlags: given.flags ?? {},
      environment: { HOME: '/home/ada', ...given.environment },
    }),
    dockerConfig: { content: { currentContext: given.current } },
    dockerContexts: given.contexts ?? contexts,
  };
  return (await collected(selectedEndpoint, fakeHost({}), needs)) as SelectedEndpoint; // or the test fails
};

const all = {
  flags: { context: 'build' },
  environment: { DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'build' },
  current: 'colima',
};

describe('the order of the docker CLI', () => {
  it.each<[string, Given, string, string]>([
    ['--context before all', all, '--context', 'tcp://build:2376'],
    [
      '--host before the variables',
      { ...all, flags: { host: 'unix:///flag.sock' } },
      '--host',
      'unix:///flag.sock',
    ],
    ['DOCKER_HOST before the contexts', { ...all, flags: {} }, 'DOCKER_HOST', 'unix:///env.sock'],
    [
      'DOCKER_CONTEXT before the current one',
      { environment: { DOCKER_CONTEXT: 'build' }, current: 'colima' },
      'DOCKER_CONTEXT',
      'tcp://build:2376',
    ],
    ['the current context', { current: 'colima' }, 'currentContext', 'unix:///home/ada/.colima/docker.sock'],
    ['nobody', {}, 'default', 'unix:///var/run/docker.sock'],
    [
      'variables that are set but empty',
      { environment: { DOCKER_HOST: '', DOCKER_CONTEXT: '' } },
      'default',
      'unix:///var/run/docker.sock',
    ],
    ['an empty current context', { current: '' }, 'default', 'unix:///var/run/docker.sock'],
    [
      'the context default by variable',
      { environment: { DOCKER_CONTEXT: 'default' }, current: 'colima' },
      'DOCKER_CONTEXT',
      'unix:///var/run/docker.sock',
    ],
    [
      'the context default as the current one',
      { current: 'default' },
      'default',
      'unix:///var/run/docker.sock',
    ],
    [
      '--context default is DOCKER_HOST where that is set',
      { flags: { context: 'default' }, environment: { DOCKER_HOST: 'unix:///env.sock' } },
      'DOCKER_HOST',
      'unix:///env.sock',
    ],
    [
      'the TLS port of this host when only TLS is asked for',
      { environment: { DOCKER_TLS_VERIFY: '1' } },
      'DOCKER_TLS_VERIFY',
      'tcp://localhost:2376',
    ],
  ])('%s', async (_name, given, origin, value) => {
    expect(await select(given)).toMatchObject({ origin, value });
  });
});

test.each<[string, Given, string | undefined]>([
  ['the current context', { environment: { DOCKER_HOST: 'unix:///x' }, current: 'colima' }, 'colima'],
  [
    'DOCKER_CONTEXT',
    { environment: { DOCKER_HOST: 'unix:///x', DOCKER_CONTEXT: 'build' }, current: 'colima' },
    'build',
  ],
  [
    'nothing where the context is the default one',
    { environment: { DOCKER_HOST: 'unix:///x' }, current: 'default' },
    undefined,
  ],
  ['nothing without DOCKER_HOST', { current: 'colima' }, undefined],
])('DOCKER_HOST overrides %s', async (_name, given, overrides) => {
  expect((await select(given)).overrides).toBe(overrides);
});

describe('TLS', () => {
  const tcp = { DOCKER_HOST: 'tcp://build:2376' };
  const files = (directory: string) => ({
    caPath: `${directory}/ca.pem`,
    certPath: `${directory}/cert.pem`,
    keyPath: `${directory}/key.pem`,
  });
  it.each<[string, Record<string, string>, unknown]>([
    ['none without a variable', {}, undefined],
    ['any value switches it on', { DOCKER_TLS_VERIFY: '0' }, files('/home/ada/.docker')],
    ['an empty one does not', { DOCKER_TLS_VERIFY: '' }, undefined],
    ['without verification', { DOCKER_TLS: '1' }, { ...files('/home/ada/.docker'), skipVerify: true }],
    ['from DOCKER_CERT_PATH', { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c' }, files('/c')],
    ['else from DOCKER_CONFIG', { DOCKER_TLS_VERIFY: '1', DOCKER_CONFIG: '/cfg' }, files('/cfg')],
  ])('%s', async (_name, environment, tls) => {
    const { resolved } = await select({ environment: { ...tcp, ...environment } });
    expect(resolved).toEqual({
      kind: 'address',
      address: { kind: 'tcp', hostName: 'build', port: 2376, ...(tls === undefined ? {} : { tls }) },
    });
  });
  it('of a context comes from its store', async () => {
    const { resolved } = await select({ current: 'build', environment: { DOCKER_TLS_VERIFY: '1' } });
    expect(resolved).toMatchObject({ address: { tls: { caPath: '/store/ca.pem' } } });
  });
});

describe('what cannot be used', () => {
  it.each<[string, Given, object]>([
    ['a missing context', { current: 'gone' }, { kind: 'context-missing', context: 'gone' }],
    ['ssh', { current: 'far' }, { kind: 'unsupported', scheme: 'ssh' }],
    ['http', { environment: { DOCKER_HOST: 'http://x' } }, { kind: 'malformed', suggestion: 'tcp://x' }],
    [
      'a context called like a command',
      { current: '$(reboot)' },
      { kind: 'context-missing', context: '$(reboot)' },
    ],
  ])('%s', async (_name, given, resolved) => {
    expect((await select(given)).resolved).toMatchObject(resolved);
  });
  it('a store that may not be read tells of no context', async () => {
    const denied = unavailable('denied', 'list /home/ada/.docker/contexts/meta', 'EACCES');
    expect(await select({ current: 'colima', contexts: denied })).toEqual(denied);
    expect(await select({ contexts: denied })).toMatchObject({ origin: 'default' });
  });
});
