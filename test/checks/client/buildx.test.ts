import { describe, expect, it, test } from 'vitest';
import { clientBuildx } from '#checks/client/buildx';
import { unavailable } from '#core/answer';
import type { BuildxBuilder } from '#facts/buildx-builder';
import type { PluginState } from '#facts/cli-plugins';
import { parseEngineInfo } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { inUse } from '#test/checks/engine/daemon-health.support';
import { someIdentity } from '#test/support/fake-host';

const infoOf = (DriverStatus: readonly (readonly [string, string])[]) => {
  const info = parseEngineInfo({ DriverStatus });
  if (isMalformed(info)) throw new Error(info.detail);
  return info;
};
type Needs = Parameters<typeof clientBuildx.evaluate>[0];

const path = '/usr/libexec/docker/cli-plugins/docker-buildx';
const pluginsOf = (state: PluginState) => ({
  searched: ['/usr/libexec/docker/cli-plugins'],
  buildx: { path, state },
});
const none = { plugins: { searched: ['/usr/libexec/docker/cli-plugins'] } };
const client = (version: string) => ({ client: { path: '/usr/bin/docker', version, answer: '' } });
const needsOf = (more: Partial<Needs> = {}): Needs => ({
  identity: someIdentity(),
  ...client('28.2.2'),
  plugins: pluginsOf({ kind: 'works', version: 'v0.24.0' }),
  builder: undefined,
  info: infoOf([]),
  inUse: inUse,
  platforms: undefined,
  selected: {
    origin: 'default',
    value: 'unix:///var/run/docker.sock',
    resolved: { kind: 'address', address: { kind: 'unix', path: '/var/run/docker.sock' } },
    problems: [],
  },
  ...more,
});
const look = (more: Partial<Needs> = {}) => clientBuildx.evaluate(needsOf(more));
const asked = { identity: someIdentity({ environment: { DOCKER_BUILDKIT: '1' } }) };

test('the plugin works and nobody chose a builder', () => {
  expect(look()).toEqual({
    evidence: [
      { source: 'docker --version', observed: '28.2.2' },
      { source: `${path} docker-cli-plugin-metadata`, observed: 'v0.24.0' },
      { source: 'builder in use', observed: "docker's own" },
    ],
    findings: [],
  });
});

describe('buildx-missing', () => {
  it.each<[string, Partial<Needs>, string]>([
    ['is a remark where nobody asks for it', none, 'info'],
    ['is a fault where DOCKER_BUILDKIT asks for it', { ...none, ...asked }, 'error'],
    ['broken', { plugins: pluginsOf({ kind: 'broken', detail: 'it is empty' }) }, 'warning'],
    [
      'broken and asked for',
      { plugins: pluginsOf({ kind: 'not-executable', mode: '644', uid: 0 }), ...asked },
      'error',
    ],
  ])('%s', (_name, more, severity) => {
    expect(look(more).findings).toMatchObject([{ code: 'buildx-missing', severity }]);
  });
  it('Docker 20.10 builds without, also when BuildKit is asked for', () => {
    const old = { ...none, ...client('20.10.24'), ...asked };
    expect(look(old).findings).toEqual([]);
    expect(clientBuildx.applies?.(needsOf(old))).toContain('builds without the plugin');
  });
  it('does not concern a host without a docker client', () => {
    expect(clientBuildx.applies?.(needsOf({ client: undefined, plugins: undefined }))).toContain(
      'no docker client',
    );
  });
  it('is not told of a plugin that is too slow', () => {
    const obstacle = unavailable('timed-out', path, 'no answer within 3000 ms');
    expect(look({ plugins: pluginsOf({ kind: 'unknown', obstacle }) })).toMatchObject({
      findings: [],
      missing: obstacle,
    });
  });
});

describe('buildx-builder-stale', () => {
  const builder: BuildxBuilder = {
    name: 'far',
    chosenBy: 'current',
    path: '/home/ada/.docker/buildx/instances/far',
    known: true,
    nodes: [{ endpoint: 'colima', state: 'no-context' }],
  };
  it.each<[string, Partial<BuildxBuilder>, string]>([
    ['its context is gone', {}, 'warning'],
    ['its socket is gone', { nodes: [{ endpoint: 'unix:///gone.sock', state: 'no-socket' }] }, 'warning'],
    [
      'BUILDX_BUILDER names one that is unknown',
      { chosenBy: 'BUILDX_BUILDER', known: false, nodes: [] },
      'error',
    ],
  ])('%s', (_name, more, severity) => {
    expect(look({ builder: { ...builder, ...more } }).findings).toMatchObject([
      { code: 'buildx-builder-stale', subject: 'far', severity },
    ]);
  });
  it.each<[string, Partial<BuildxBuilder>]>([
    ['buildx takes its own where the choice is unknown', { known: false, nodes: [] }],
    ['one node is there', { nodes: [...builder.nodes, { endpoint: 'default', state: 'there' }] }],
    ['its engine is on another machine', { nodes: [{ endpoint: 'ssh://far', state: 'elsewhere' }] }],
    [
      'it shares the fate of the engine',
      { nodes: [{ endpoint: 'unix:///var/run/docker.sock', state: 'no-socket' }] },
    ],
  ])('is none: %s', (_name, more) => {
    expect(look({ builder: { ...builder, ...more } }).findings).toEqual([]);
  });
  it('is none where there is no plugin that would read it', () => {
    expect(look({ ...none, builder }).findings).toMatchObject([{ code: 'buildx-missing' }]);
  });
});

describe('buildkit-off', () => {
  const off = (value: string) => ({ identity: someIdentity({ environment: { DOCKER_BUILDKIT: value } }) });
  it.each(['0', 'false'])('DOCKER_BUILDKIT=%s', (value) => {
    expect(look(off(value)).findings).toEqual([
      { code: 'buildkit-off', subject: 'DOCKER_BUILDKIT', params: { client: '28.2.2' } },
    ]);
  });
  it('is none where it is on or not said, nor of a client that has no BuildKit of its own', () => {
    expect(look(off('1')).findings).toEqual([]);
    expect(look({ ...off('0'), ...client('20.10.24') }).findings).toEqual([]);
  });
});

describe('buildx-multiplatform-docker-driver', () => {
  const platforms = { path: '/home/ada/project/compose.yaml', platforms: ['linux/amd64', 'linux/arm64'] };
  it("is told where docker's own builder is to build for several", () => {
    expect(look({ platforms }).findings).toMatchObject([
      { code: 'buildx-multiplatform-docker-driver', subject: platforms.path, params: platforms },
    ]);
  });
  const builder: BuildxBuilder = {
    name: 'multi',
    chosenBy: 'current',
    path: '',
    known: true,
    driver: 'docker-container',
    nodes: [{ endpoint: 'default', state: 'there' }],
  };
  it.each<[string, Partial<Needs>]>([
    ['a builder of its own is chosen', { builder }],
    ["images are in containerd's store", { info: infoOf([['driver-type', 'io.containerd.snapshotter.v1']]) }],
    ['there is no buildx', none],
    ['the engine was silent', { info: unavailable('timed-out', 'GET /info', 'no answer within 4000 ms') }],
    ['Podman builds', { inUse: { ...inUse, engine: 'podman' } }],
  ])('is none: %s', (_name, more) => {
    const codes = look({ platforms, ...more }).findings.map(({ code }) => code);
    expect(codes).not.toContain('buildx-multiplatform-docker-driver');
  });
});
