import { describe, expect, it, test } from 'vitest';
import { type Unavailable, unavailable } from '#core/answer';
import type { CommandOutput } from '#core/host';
import { buildxBuilder } from '#facts/buildx-builder';
import { cliPlugins } from '#facts/cli-plugins';
import { composeProject } from '#facts/compose-project';
import { composeStandalone } from '#facts/compose-standalone';
import { credentialHelpers } from '#facts/credential-helpers';
import { dockerClient } from '#facts/docker-client';
import type { DockerClientConfig } from '#facts/docker-config';
import type { SelectedEndpoint } from '#facts/selected-endpoint';
import { parseDockerConfig } from '#parse/docker-config-json';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const identity = someIdentity();
const platform = { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' };
const program = fileStat('file', { mode: 0o755 });
const said = (stdout: string, exitCode = 0, stderr = ''): CommandOutput => ({ exitCode, stdout, stderr });
const failed = (errno: string) => unavailable('unreachable', 'x', errno, { errno });
const configOf = (text: string): DockerClientConfig => ({
  directory: '/home/ada/.docker',
  path: '/home/ada/.docker/config.json',
  content: parseDockerConfig(text),
});

/** A host whose programs start with these bytes and answer so. */
const withPrograms = (
  answers: Readonly<Record<string, { head?: string; answer: CommandOutput | Unavailable }>>,
) => {
  const paths = Object.keys(answers);
  return {
    stat: byPath(Object.fromEntries(paths.map((path) => [path, program]))),
    list: ({ path }: { readonly path: string }) => {
      const names = paths
        .filter((one) => one.startsWith(`${path}/`))
        .map((one) => one.slice(path.length + 1));
      return names.length === 0 ? undefined : names;
    },
    query: ({ argv }: { readonly argv: readonly string[] }) => {
      const { head = '#!/bin/sh\n', answer } = answers[argv.at(argv[0] === 'head' ? -1 : 0) ?? ''] ?? {};
      return argv[0] === 'head' ? said(head) : answer;
    },
  };
};

describe('plugins of docker', () => {
  const SYSTEM = '/usr/libexec/docker/cli-plugins/docker-compose';
  const OWN = '/home/ada/.docker/cli-plugins/docker-compose';
  const metadata = said('{"SchemaVersion":"0.1.0","Vendor":"Docker Inc.","Version":"v2.39.1"}');
  const needs = {
    dockerClient: { path: '/usr/bin/docker', answer: '' },
    dockerConfig: configOf('{}'),
    platform,
  };
  const compose = async (host: Parameters<typeof fakeHost>[0]) => {
    const plugins = await collected(cliPlugins, fakeHost(host), needs);
    return plugins !== undefined && 'compose' in plugins ? plugins.compose : plugins;
  };

  it('are none without a docker client', async () => {
    expect(await collected(cliPlugins, fakeHost({}), { ...needs, dockerClient: undefined })).toBeUndefined();
  });
  it.each<[string, Parameters<typeof withPrograms>[0][string], object]>([
    ['works', { answer: metadata }, { kind: 'works', version: 'v2.39.1' }],
    [
      'text',
      { head: 'Not Found', answer: metadata },
      { kind: 'broken', detail: expect.stringContaining('Not Found') },
    ],
    ['empty', { head: '', answer: metadata }, { kind: 'broken', detail: 'it is empty' }],
    [
      'fails',
      { answer: said('', 1, 'boom\nat') },
      { kind: 'broken', detail: 'it ends with exit code 1: boom' },
    ],
    ['says nothing of itself', { answer: said('hello') }, { kind: 'broken' }],
    ['no interpreter', { answer: failed('ENOENT') }, { kind: 'broken' }],
    ['no memory for it', { answer: failed('ENOMEM') }, { kind: 'unknown' }],
    [
      'for another processor',
      { head: `\u007FELF\u0002${'\0'.repeat(13)}\uFFFD\0`, answer: said('', 126) },
      { kind: 'broken', detail: 'it is built for arm64, and this host is x64' },
    ],
  ])('%s', async (_name, one, state) => {
    expect(await compose(withPrograms({ [SYSTEM]: one }))).toMatchObject({ path: SYSTEM, state });
  });
  it('the first that exists is taken, and a dead link does not exist', async () => {
    const host = withPrograms({ [OWN]: { answer: said('', 1) }, [SYSTEM]: { answer: metadata } });
    expect(await compose(host)).toMatchObject({ path: OWN, state: { kind: 'broken' } });
    const link = { ...host, stat: byPath({ [SYSTEM]: program }) };
    expect(await compose(link)).toMatchObject({ path: SYSTEM, state: { kind: 'works' } });
  });
  it('a dead link alone', async () => {
    const host = {
      list: byPath({ '/home/ada/.docker/cli-plugins': ['docker-compose'] }),
      lstat: byPath({ [OWN]: fileStat('symlink', { linkTarget: '/opt/gone' }) }),
    };
    expect(await compose(host)).toEqual({ path: OWN, state: { kind: 'dangling', target: '/opt/gone' } });
  });
  it('without the bit that makes it a program', async () => {
    const host = {
      list: byPath({ '/home/ada/.docker/cli-plugins': ['docker-compose'] }),
      stat: byPath({ [OWN]: fileStat('file', { mode: 0o644 }) }),
    };
    expect(await compose(host)).toEqual({
      path: OWN,
      state: { kind: 'not-executable', mode: '644', uid: 0 },
    });
  });
  it('a directory that was not to be listed leaves all unknown', async () => {
    const late = unavailable('timed-out', 'list', 'no answer');
    expect(await compose({ list: () => late })).toBe(late);
  });
});

test.each<[string, object, CommandOutput | Unavailable, object | undefined]>([
  ['says its version', {}, said('Docker version 20.10.24+dfsg1, build 297e128\n'), { version: '20.10.24' }],
  ['does not', {}, said('', 1, 'boom'), { answer: 'boom' }],
  ['cannot be run', {}, failed('EACCES'), { answer: 'EACCES' }],
  ["is Podman's", { dockerCliIsPodman: true }, said(''), undefined],
])('the docker client %s', async (_name, more, answer, expected) => {
  const installation = { dockerCli: '/usr/bin/docker', dockerCliIsPodman: false, dockerSnap: false, ...more };
  const client = await collected(dockerClient, fakeHost({ query: () => answer }), { installation });
  if (expected === undefined) expect(client).toBeUndefined();
  else expect(client).toMatchObject(expected);
});

describe('docker-compose', () => {
  const path = '/usr/bin/docker-compose';
  const look = (version: CommandOutput, packages: CommandOutput, script?: string) =>
    collected(
      composeStandalone,
      fakeHost({
        stat: byPath({ [path]: program }),
        query: ({ argv }) => (argv[0] === path ? version : packages),
        'read-file': () => script,
      }),
      { identity },
    );

  it('is not there', async () => {
    expect(await collected(composeStandalone, fakeHost({}), { identity })).toBeUndefined();
  });
  it('is v2', async () => {
    expect(await look(said('2.29.1\n'), said(''))).toEqual({ path, version: '2.29.1', isPython: false });
  });
  it('is v1 in Python, with its packages', async () => {
    expect(await look(said('1.29.2\n'), said('2.28.1 5.0.3\n'), '#!/usr/bin/python3\n')).toEqual({
      path,
      version: '1.29.2',
      isPython: true,
      packages: { requests: '2.28.1', dockerPy: '5.0.3' },
    });
  });
  it('fails', async () => {
    const text = "Traceback\nModuleNotFoundError: No module named 'distutils'\n";
    expect(await look(said('', 1, text), said('', 1), '#!/usr/bin/python3\n')).toMatchObject({
      failure: "ModuleNotFoundError: No module named 'distutils'",
    });
  });
});

test('a directory with a Compose file, in the order in which Compose looks', async () => {
  const host = fakeHost({ list: byPath({ '/home/ada/project': ['docker-compose.yml', 'compose.yaml'] }) });
  expect(await collected(composeProject, host, { identity })).toEqual({
    directory: '/home/ada/project',
    podmanCompose: false,
    file: 'compose.yaml',
  });
});

describe('credential helpers', () => {
  const PASS = '/usr/bin/docker-credential-pass';
  const look = (text: string, host: Parameters<typeof fakeHost>[0] = {}) =>
    collected(credentialHelpers, fakeHost(host), { identity, platform, dockerConfig: configOf(text) });
  const store = '{"credsStore":"pass","credHelpers":{"gcr.io":"pass","ghcr.io":"gh"}}';

  it.each([['nothing', '{}', { helpers: [] }]])('%s is named', async (_name, text, expected) => {
    expect(await look(text)).toMatchObject(expected);
  });
  it('a broken configuration is one that the client does not use', async () => {
    expect(await look('{')).toBeUndefined();
  });
  it('each is asked once, whatever it is named for', async () => {
    const host = withPrograms({ [PASS]: { answer: said('{"https://ghcr.io":"ada"}') } });
    expect(await look(store, host)).toMatchObject({
      helpers: [
        { name: 'pass', isStore: true, registries: ['gcr.io'], state: { kind: 'answers', path: PASS } },
        { name: 'gh', isStore: false, registries: ['ghcr.io'], state: { kind: 'missing' } },
      ],
    });
  });
  it('one may be where PATH does not lead', async () => {
    const host = withPrograms({ '/usr/local/bin/docker-credential-pass': { answer: said('{}') } });
    expect(await look('{"credsStore":"pass"}', host)).toMatchObject({
      helpers: [{ state: { kind: 'missing', elsewhere: '/usr/local/bin/docker-credential-pass' } }],
    });
  });
  it.each<[string, CommandOutput | Unavailable, object]>([
    [
      'fails',
      said('pass store is uninitialized\n', 1),
      { kind: 'fails', detail: 'pass store is uninitialized' },
    ],
    ['fails without a word', said('', 1), { kind: 'fails', detail: 'exit code 1' }],
    ['shows no names', said('{"https://x":"ada"}', 1), { kind: 'fails', detail: 'exit code 1' }],
    ['only hands out passwords', said('list is not implemented', 1), { kind: 'answers' }],
    ['waits', unavailable('timed-out', PASS, 'late', { afterMs: 4000 }), { kind: 'silent', afterMs: 4000 }],
    ['cannot be started now', failed('EAGAIN'), { kind: 'unknown' }],
  ])('one that %s', async (_name, answer, state) => {
    const host = withPrograms({ [PASS]: { answer } });
    expect(await look('{"credsStore":"pass"}', host)).toMatchObject({ helpers: [{ state }] });
  });
});

describe('the builder of buildx', () => {
  const directory = '/home/ada/.docker/buildx';
  const selected: SelectedEndpoint = {
    origin: 'default',
    value: 'unix:///var/run/docker.sock',
    resolved: { kind: 'address', address: { kind: 'unix', path: '/var/run/docker.sock' } },
    problems: [],
  };
  const works = { searched: [], buildx: { path: '/x', state: { kind: 'works' } } };
  const look = (files: Readonly<Record<string, string>>, environment = {}, plugins: object = works) =>
    collected(
      buildxBuilder,
      fakeHost({ 'read-file': byPath(files), stat: byPath({ '/there.sock': fileStat('socket') }) }),
      {
        identity: someIdentity({ environment }),
        selectedEndpoint: selected,
        dockerContexts: [{ name: 'colima', host: 'unix:///c.sock' }],
        cliPlugins: plugins,
      },
    );
  const current = (Key: string, Global = false) => JSON.stringify({ Key, Name: 'big', Global });
  const instance = (...endpoints: readonly string[]) =>
    JSON.stringify({ Driver: 'docker-container', Nodes: endpoints.map((Endpoint) => ({ Endpoint })) });

  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['nobody chose one', {}, {}],
    ['it was chosen for another engine', { [`${directory}/current`]: current('colima') }, {}],
    ['a context is a builder', {}, { BUILDX_BUILDER: 'colima' }],
    ['its name leads out of the directory', {}, { BUILDX_BUILDER: '../../x' }],
  ])('none where %s', async (_name, files, environment) => {
    expect(await look(files, environment)).toBeUndefined();
  });
  it('none without a plugin that would choose', async () => {
    expect(await look({}, { BUILDX_BUILDER: 'big' }, { searched: [] })).toBeUndefined();
  });
  it('unknown to buildx', async () => {
    expect(await look({}, { BUILDX_BUILDER: 'gone' })).toEqual({
      name: 'gone',
      chosenBy: 'BUILDX_BUILDER',
      path: `${directory}/instances/gone`,
      nodes: [],
      known: false,
    });
  });
  it('each node has its own fate', async () => {
    const files = {
      [`${directory}/current`]: current(selected.value),
      [`${directory}/instances/big`]: instance(
        'colima',
        'lima',
        'unix:///gone.sock',
        'unix:///there.sock',
        'tcp://u:p@h:1',
      ),
    };
    expect(await look(files)).toMatchObject({
      driver: 'docker-container',
      nodes: [
        { endpoint: 'colima', state: 'there' },
        { endpoint: 'lima', state: 'no-context' },
        { endpoint: 'unix:///gone.sock', state: 'no-socket' },
        { endpoint: 'unix:///there.sock', state: 'there' },
        { endpoint: 'tcp://*:*@h:1', state: 'elsewhere' },
      ],
    });
  });
  it('a cluster is elsewhere', async () => {
    const files = { [`${directory}/instances/big`]: '{"Driver":"kubernetes","Nodes":[{"Endpoint":"prod"}]}' };
    expect(await look(files, { BUILDX_BUILDER: 'big' })).toMatchObject({ nodes: [{ state: 'elsewhere' }] });
  });
});
