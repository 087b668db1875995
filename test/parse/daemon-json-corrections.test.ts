import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdit } from '#parse/apply-edit';
import { DIRECTIVES } from '#parse/daemon-directives';
import { type CorrectionRules, correctionOf } from '#parse/daemon-json-corrections';
import { judgeDaemonJson, wouldTake } from '#parse/daemon-json-verdict';
import { parseDockerdFlags } from '#parse/dockerd-flags';

const flags = parseDockerdFlags(['-H', 'fd://', '--data-root=/srv/docker']);

/** The text as the correction leaves it; `undefined` where none is offered. */
const corrected = (text: string, rules: CorrectionRules = {}): string | undefined => {
  const edit = correctionOf(text, rules);
  if (edit === undefined) return undefined;
  const edited = applyEdit(text, edit);
  if (edited.kind === 'impossible') throw new Error(edited.why);
  expect(wouldTake(judgeDaemonJson(edited.text, rules))).toBe(true);
  return edited.text;
};

test.each([
  ['a misspelt key gets its name', '{ "log-drivers": "local" }', '{ "log-driver": "local" }'],
  ['text becomes a list', '{ "dns": "10.0.0.2" }', '{ "dns": ["10.0.0.2"] }'],
  [
    'texts in one become a list of them',
    '{ "dns": "10.0.0.2, 10.0.0.3" }',
    '{ "dns": ["10.0.0.2", "10.0.0.3"] }',
  ],
  ['a label may hold a comma', '{ "labels": "a=b,c" }', '{ "labels": ["a=b,c"] }'],
  ['digits become a number', '{ "mtu": "1400" }', '{ "mtu": 1400 }'],
  ['a word becomes true', '{ "live-restore": "true" }', '{ "live-restore": true }'],
  ['a list of one becomes a text', '{ "bip": ["10.1.0.1/24"] }', '{ "bip": "10.1.0.1/24" }'],
  [
    'an object becomes a list',
    '{ "default-address-pools": { "base": "10.1.0.0/16", "size": 24 } }',
    undefined,
  ],
  [
    'words become true and false',
    '{ "features": { "buildkit": "true" } }',
    '{ "features": {"buildkit":true} }',
  ],
  ['what cannot be meant is out', '{ "mtu": "many", "debug": true }', '{ "debug": true }'],
  ['a name server that is none is out', '{ "dns": "dns.corp" }', '{ }'],
  ['nobody knows the key', '{ "debug": true, "qqqqqqqq": 1 }', '{ "debug": true }'],
  ['Desktop alone knows it', '{ "memoryMiB": 4096 }', '{ }'],
  [
    'a number in the options of the log',
    '{ "log-opts": { "max-file": 3 } }',
    '{ "log-opts": { "max-file": "3" } }',
  ],
  [
    'an option of the log is misspelt',
    '{ "log-opts": { "max-sizes": "10m" } }',
    '{ "log-opts": { "max-size": "10m" } }',
  ],
  [
    'it is there already under its right name',
    '{ "log-opts": { "max-size": "1m", "max-sizes": "10m" } }',
    '{ "log-opts": { "max-size": "1m" } }',
  ],
  ['a default runtime that is nowhere', '{ "default-runtime": "nvidia" }', '{ }'],
  ['runc as it is anyway', '{ "runtimes": { "runc": { "path": "/usr/bin/runc" } } }', '{ "runtimes": { } }'],
  [
    'another program under the name of runc',
    '{ "runtimes": { "runc": { "path": "/opt/crun" } } }',
    '{ "runtimes": { "runc-custom": { "path": "/opt/crun" } } }',
  ],
  ['a right name first, then the right type', '{ "dnss": "10.0.0.2" }', '{ "dns": ["10.0.0.2"] }'],
  ['a comma, and a key', '{ "log-drivers": "local", }', '{ "log-driver": "local" }'],
  [
    'several at once',
    '{ "dns": "10.0.0.2", "mtu": "1400", "xxxxxxxx": 1 }',
    '{ "dns": ["10.0.0.2"], "mtu": 1400 }',
  ],
])('%s', (_what, text, wanted) => {
  const found = corrected(text);
  expect(found).toBeDefined();
  if (wanted !== undefined) expect(JSON.parse(found ?? '')).toEqual(JSON.parse(wanted));
});

test('a key that brings a secret with it is renamed where it stands', () => {
  expect(correctionOf('{ "http-proxxy": "http://ada:******@proxy" }', { engineVersion: '26.1.0' })).toEqual({
    kind: 'json',
    members: [{ path: ['http-proxxy'], renamed: 'http-proxy' }],
  });
  expect(corrected('{ "registry-mirrors": "https://ada:******@mirror" }')).toBe('{ }');
});

describe('the rules of the engine', () => {
  test('the old key of the data root becomes the new one', () => {
    expect(corrected('{ "graph": "/srv/d" }', { engineVersion: '26.1.0' })).toBe('{ "data-root": "/srv/d" }');
    expect(correctionOf('{ "graph": "/srv/d" }', { engineVersion: '20.10.24' })).toBeUndefined();
  });

  test('a key of a newer engine is taken out', () => {
    expect(corrected('{ "bip6": "fd00::1/64" }', { engineVersion: '20.10.24' })).toBe('{ }');
  });

  test('what the command line gives is taken out of the file', () => {
    expect(corrected('{ "hosts": ["fd://"], "debug": true }', { flags })).toBe('{ "debug": true }');
    expect(corrected('{ "data-root": "/srv/docker" }', { flags })).toBe('{ }');
  });

  test('the runtime of NVIDIA gets its entry where it is installed', () => {
    const nvidiaRuntime = '/usr/bin/nvidia-container-runtime';
    expect(JSON.parse(corrected('{ "default-runtime": "nvidia" }', { nvidiaRuntime }) ?? '')).toEqual({
      'default-runtime': 'nvidia',
      runtimes: { nvidia: { path: nvidiaRuntime } },
    });
  });

  test('an empty file is one to the engines that refuse it', () => {
    expect(corrected('')).toBe('{}\n');
    expect(correctionOf('', { engineVersion: '26.1.0' })).toBeUndefined();
  });
});

test.each([
  ['two places for the data', '{ "data-root": "/mnt/docker" }', { flags }],
  ['a data root that is no text', '{ "data-root": 7 }', {}],
  ['the key twice', '{ "dnss": ["10.0.0.2"], "dnss": ["10.0.0.3"] }', {}],
  ['a missing brace', '{ "debug": true', {}],
  ['no object', '[]', {}],
  ['nothing wrong', '{ "debug": true }', {}],
  ['only the name of a flag, which is ignored', '{ "insecure-registry": ["a:5000"] }', {}],
])('%s: nothing is offered', (_what, text, rules) => {
  expect(correctionOf(text, rules)).toBeUndefined();
});

test.each([
  ['{ "iptable": false }'],
  ['{ "iptables": "false" }'],
  ['{ "insecure-registry s": ["hub.example"] }'],
  ['{ "insecure-registries": "hub.example" }'],
  ['{ "hosts": "tcp://0.0.0.0:1234" }'],
])('%s: what weakens the host is not brought into force', (text) => {
  expect(corrected(text)).toBe('{ }');
});

test('whatever stands in the file, the engine takes what is offered', () => {
  const key = fc.oneof(
    fc.constantFrom(...DIRECTIVES.keys()),
    fc.constantFrom('log-drivers', 'dnss', 'iptable', 'proxies', 'graph', 'memoryMiB'),
    fc.stringMatching(/^[a-z-]{1,12}$/),
  );
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 }),
      fc.constantFrom(undefined, '20.10.24', '26.1.5', '29.0.0'),
      fc.boolean(),
      (document, engineVersion, hasFlags) => {
        const rules = {
          ...(engineVersion === undefined ? {} : { engineVersion }),
          ...(hasFlags ? { flags } : {}),
        };
        corrected(JSON.stringify(document), rules);
      },
    ),
  );
});
