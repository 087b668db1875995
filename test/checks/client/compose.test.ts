import { describe, expect, it, test } from 'vitest';
import { clientCompose } from '#checks/client/compose';
import { unavailable } from '#core/answer';
import type { CliPlugin, PluginState } from '#facts/cli-plugins';
import type { ComposeStandalone } from '#facts/compose-standalone';
import type { ComposeUnit } from '#facts/compose-units';
import { someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof clientCompose.evaluate>[0];

const DIRECTORY = '/usr/libexec/docker/cli-plugins';
const plugin = (state: PluginState): CliPlugin => ({ path: `${DIRECTORY}/docker-compose`, state });
const works = plugin({ kind: 'works', version: 'v2.39.1' });
const project = { directory: '/home/ada/project', podmanCompose: false };
const late = unavailable('timed-out', 'docker-compose', 'no answer within 3000 ms');
const v1: ComposeStandalone = { path: '/usr/bin/docker-compose', version: '1.29.2', isPython: true };
const needsOf = (more: Partial<Needs> = {}): Needs => ({
  plugins: { searched: [DIRECTORY], compose: works },
  project,
  standalone: undefined,
  identity: someIdentity(),
  units: [],
  version: unavailable('unreachable', 'GET /version', 'ECONNREFUSED'),
  ...more,
});
const look = (more: Partial<Needs> = {}) => clientCompose.evaluate(needsOf(more));
const engine = (Version: string) => ({ version: { Version } as Exclude<Needs['version'], { kind: string }> }); // the one field that is read
const without = { plugins: { searched: [DIRECTORY] } };

test('a plugin that works', () => {
  expect(look()).toEqual({
    evidence: [{ source: `${works.path} docker-cli-plugin-metadata`, observed: 'v2.39.1' }],
    findings: [],
  });
});

describe('compose-plugin-broken', () => {
  it.each<[string, PluginState, string, string]>([
    ['a web page', { kind: 'broken', detail: 'it is no program' }, 'it is no program', 'Install it again'],
    [
      'mode',
      { kind: 'not-executable', mode: '644', uid: 0 },
      'it may not be run (mode 644)',
      'sudo chmod +x',
    ],
  ])('%s', (_name, state, detail, repair) => {
    expect(look({ plugins: { searched: [], compose: plugin(state) } }).findings).toMatchObject([
      { code: 'compose-plugin-broken', params: { detail, repair: expect.stringContaining(repair) } },
    ]);
  });
  it('a link that leads nowhere is what a removed program left', () => {
    const compose = plugin({ kind: 'dangling', target: '/opt/docker-desktop/docker-compose' });
    expect(look({ plugins: { searched: [], compose } }).findings).toMatchObject([{ severity: 'warning' }]);
  });
  it('one that is too slow to tell is not judged', () => {
    const compose = plugin({ kind: 'unknown', obstacle: late });
    expect(look({ plugins: { searched: [], compose } })).toMatchObject({ findings: [], missing: late });
  });
});

describe('compose-plugin-missing', () => {
  const asked = { ...without, project: { ...project, file: 'compose.yaml' } };
  it('is a fault where a Compose file asks for it', () => {
    expect(look(asked).findings).toEqual([
      {
        code: 'compose-plugin-missing',
        subject: '/home/ada/project/compose.yaml',
        params: { file: '/home/ada/project/compose.yaml', searched: [DIRECTORY] },
      },
    ]);
  });
  it.each<[string, Partial<Needs>]>([
    ['nobody asks', without],
    ['Podman has its own', { ...asked, project: { ...asked.project, podmanCompose: true } }],
    ['there is no docker client', { ...asked, plugins: undefined }],
  ])('is none where %s', (_name, more) => {
    expect(clientCompose.applies?.(needsOf(more))).not.toBe(true);
  });
  it('is none where docker-compose stands beside', () => {
    const standalone = { path: '/usr/local/bin/docker-compose', version: '2.29.1', isPython: false };
    expect(look({ ...asked, standalone }).findings).toEqual([]);
  });
  it('cannot be told while docker-compose does not answer', () => {
    expect(look({ ...asked, standalone: late })).toMatchObject({ findings: [], missing: late });
  });
});

describe('compose v1', () => {
  it.each<[string, Partial<Needs>, string]>([
    ['with an engine of its time it works', engine('20.10.24'), 'info'],
    ['with an engine that is not known', {}, 'info'],
    ['with a later engine', engine('28.2.2'), 'warning'],
    ['with a later engine, beside the plugin', { ...engine('28.2.2'), plugins: needsOf().plugins }, 'info'],
  ])('compose-v1-eol %s', (_name, more, severity) => {
    expect(look({ ...without, standalone: v1, ...more }).findings).toMatchObject([
      { code: 'compose-v1-eol', severity },
    ]);
  });
  it.each<[string, Partial<ComposeStandalone>, string]>([
    ['requests', { packages: { requests: '2.32.3', dockerPy: '5.0.3' } }, 'requests 2.32.3'],
    ['distutils', { failure: "ModuleNotFoundError: No module named 'distutils'" }, 'distutils'],
  ])('compose-v1-requests: %s', (_name, more, words) => {
    expect(look({ ...without, standalone: { ...v1, ...more } }).findings).toMatchObject([
      { code: 'compose-v1-requests', severity: 'error', params: { detail: expect.stringContaining(words) } },
    ]);
  });
  it.each([
    ['requests of its time', { requests: '2.28.1', dockerPy: '5.0.3' }],
    ['a later docker-py', { requests: '2.32.3', dockerPy: '7.1.0' }],
  ])('%s go together', (_name, packages) => {
    expect(look({ ...without, standalone: { ...v1, packages } }).findings).toMatchObject([
      { code: 'compose-v1-eol' },
    ]);
  });
});

describe('compose-too-old', () => {
  const floor = (composeFloor: string) => {
    const identity = someIdentity();
    return { identity: { ...identity, settings: { ...identity.settings, composeFloor } } };
  };
  const version = (text: string) => ({
    plugins: { searched: [DIRECTORY], compose: plugin({ kind: 'works', version: text }) },
  });
  it.each<[string, Partial<Needs>, number]>([
    ['a version of before', version('v0.4.0'), 1],
    ["below a floor of one's own", { ...version('v2.15.1'), ...floor('2.20') }, 1],
    ['at that floor', { ...version('v2.20.0'), ...floor('2.20') }, 0],
    ['a release candidate of a newer one', { ...version('v2.21.0-rc.1'), ...floor('2.20') }, 0],
    ['one that was built without a version', version('v0.0.0'), 0],
    ['the program beside it', { standalone: { ...v1, version: '2.6.0' }, ...floor('2.20') }, 1],
  ])('%s', (_name, more, count) => {
    const found = look(more).findings.filter(({ code }) => code === 'compose-too-old');
    expect(found).toHaveLength(count);
  });
  it('leaves version 1 to its own code', () => {
    expect(look({ standalone: v1 }).findings.map(({ code }) => code)).toEqual(['compose-v1-eol']);
  });
});

describe('compose-v1-unit', () => {
  const unit: ComposeUnit = {
    unit: 'web.service',
    path: '/etc/systemd/system/web.service',
    program: '/usr/local/bin/docker-compose',
    exists: false,
    isInUse: true,
  };
  const path = unit.program;
  it.each<[string, Partial<Needs>, string | undefined]>([
    ['its program is gone', { units: [unit] }, 'warning'],
    ['its program is gone, and nobody starts it', { units: [{ ...unit, isInUse: false }] }, 'info'],
    ['its program is v1', { units: [{ ...unit, exists: true }], standalone: { ...v1, path } }, 'info'],
    [
      'its program is v2 under the old name',
      { units: [{ ...unit, exists: true }], standalone: { path, version: '2.6.0', isPython: false } },
      undefined,
    ],
    ['what its program is was not seen', { units: [{ ...unit, exists: true }] }, undefined],
  ])('%s', (_name, more, severity) => {
    const found = look(more).findings.filter(({ code }) => code === 'compose-v1-unit');
    expect(found.map((one) => one.severity)).toEqual(severity === undefined ? [] : [severity]);
  });
  it('is looked at where Compose is not even installed', () => {
    expect(clientCompose.applies?.(needsOf({ ...without, units: [unit] }))).toBe(true);
    expect(clientCompose.applies?.(needsOf(without))).toContain('not installed');
  });
});
