import { describe, expect, test } from 'vitest';
import { daemonCodes } from '#checks/engine/daemon-health.codes';
import { unavailable } from '#core/answer';
import { malformed } from '#parse/malformed';
import {
  codesOf,
  configOf,
  DAEMON_JSON,
  healthy,
  judge,
  SOCKET,
  stopped,
  stoppedUnits,
  unit,
  weighed,
} from './daemon-health.support.ts';

const withFile = (text: string, version?: string) => ({ ...stopped, config: configOf(text, version) });

describe('daemon.json of an engine that does not run', () => {
  test('without a file nothing is wrong', () => {
    expect(codesOf(stopped)).toEqual([]);
  });

  test.each([
    ['a trailing comma', '{\n  "debug": true,\n}\n', 'djson-invalid-json'],
    ['an empty file', '', 'djson-invalid-json'],
    ['a key misspelt', '{"log-drivr":"local"}', 'djson-unknown-or-type'],
    ['text instead of a list', '{"dns":"1.1.1.1"}', 'djson-unknown-or-type'],
    ['a setting of Docker Desktop', '{"memoryMiB":4096}', 'djson-unknown-or-type'],
    ['an unknown option of the log', '{"log-opts":{"max-sizes":"10m"}}', 'djson-bad-log-opt'],
    ['a number as an option of the log', '{"log-opts":{"max-file":3}}', 'djson-bad-log-opt'],
    ['a default runtime that is nowhere', '{"default-runtime":"nvidia"}', 'djson-default-runtime-missing'],
    ['a runtime called runc', '{"runtimes":{"runc":{"path":"runc"}}}', 'djson-runtime-reserved'],
  ])('%s', (_name, text, code) => {
    expect(weighed(withFile(text))).toEqual([[code, 'error']]);
  });

  test.each([
    '{"log-driver":"local","log-opts":{"max-size":"10m"}}',
    '{"default-runtime":"nvidia","runtimes":{"nvidia":{"path":"nvidia-container-runtime"}}}',
    '{"dns":["1.1.1.1"],"data-root":"/srv/docker"}',
    '{}',
  ])('%s is fine', (text) => {
    expect(codesOf(withFile(text))).toEqual([]);
  });

  test('of many wrong keys and options twenty are shown, and the last counts the others', () => {
    const keys = Array.from({ length: 60 }, (_, index) => `"x${index}":1`);
    const options = Array.from({ length: 30 }, (_, index) => `"y${index}":"1"`);
    const { findings } = judge(withFile(`{${keys.join(',')},"log-opts":{${options.join(',')}}}`));
    expect(findings).toHaveLength(40);
    const counting = findings.filter(({ params }) => 'more' in params);
    expect(counting).toMatchObject([{ params: { more: 40 } }, { params: { more: 10 } }]);
    expect(counting.map(({ code, params }) => daemonCodes[code].message(params as never))).toEqual([
      expect.stringMatching(/does not know\. 40 more like it are not shown\.$/),
      expect.stringMatching(/does not know\. 10 more like it are not shown\.$/),
    ]);
  });

  test('an empty file is fine to 23.0 and later', () => {
    expect(codesOf(withFile('', '24.0.7'))).toEqual([]);
  });

  test('a key that only a newer engine knows is not called unknown', () => {
    const [finding] = judge(withFile('{"min-api-version":"1.24"}', '20.10.24')).findings;
    expect(finding).toMatchObject({ params: { problem: 'too-new', release: '29.0.0' } });
  });

  test('the name of a flag has no effect, and the engine starts', () => {
    expect(weighed(withFile('{"insecure-registry":["a:5000"]}'))).toEqual([
      ['djson-unknown-or-type', 'info'],
    ]);
  });

  test('a key that the command line gives too', () => {
    const config = { ...configOf('{"debug":true}'), conflicts: [{ key: 'debug', line: 1 }] };
    const [finding] = judge({ ...stopped, config }).findings;
    expect(finding).toMatchObject({
      code: 'djson-hosts-conflict',
      severity: 'error',
      engine: SOCKET,
      params: { keys: ['debug'], source: '/etc/default/docker' },
    });
  });

  test('a file that may not be read is no fault, and the evidence says so', () => {
    const denied = unavailable('denied', 'read /etc/docker/daemon.json', 'EACCES');
    const { findings, evidence } = judge({ ...stopped, config: denied });
    expect(findings).toEqual([]);
    expect(evidence).toContainEqual({ source: 'read /etc/docker/daemon.json', observed: 'EACCES' });
  });
});

test('a directory where the file should be keeps the engine from starting, and is not to be corrected', () => {
  const content = malformed('daemon.json', 'it is a directory');
  const config = { path: DAEMON_JSON, content, problems: [], conflicts: [], isDirectory: true } as const;
  const units = {
    docker: unit({ activeState: 'failed', result: 'exit-code' }),
    socket: unit(),
    containerd: unit(),
  };
  const { findings } = judge({ ...stoppedUnits, units, config, obstacles: { occupied: [] } });
  expect(findings.map(({ code }) => code)).toEqual(['djson-invalid-json', 'unit-start-limit']);
  expect(findings[0]).not.toHaveProperty('fixes');
  const { message, cause, remedy, leadsTo } = daemonCodes['djson-invalid-json'];
  const params = findings[0]?.params as never;
  expect(message(params)).toContain('/etc/docker/daemon.json is a directory');
  expect(cause(params)).toContain('bind mount');
  expect(remedy(params)).toMatch(/sudo rmdir \/etc\/docker\/daemon\.json.*start the engine/);
  expect(leadsTo).toContain('unit-start-limit');
});

describe('daemon.json of an engine that runs', () => {
  const broken = configOf('{"debug":true,}');

  test('a warning, because the next start will fail', () => {
    const verdict = judge({ ...healthy, config: broken });
    expect(verdict.findings).toMatchObject([
      { code: 'djson-invalid-json', severity: 'warning', params: { running: true } },
    ]);
    expect(verdict.missing).toBeUndefined();
  });

  test('a remark, where docker talks to another engine', () => {
    const local = { ...healthy.local, selected: false };
    expect(weighed({ ...healthy, local, config: broken })).toEqual([['djson-invalid-json', 'info']]);
  });

  test('nothing, where Docker Engine is not installed', () => {
    const local = { ...healthy.local, installed: false };
    expect(codesOf({ ...healthy, local, config: broken })).toEqual([]);
  });
});

test('the sentences name the place and what to do there', () => {
  const params = {
    path: '/etc/docker/daemon.json',
    line: 2,
    column: 28,
    detail: 'a comma with nothing after it',
    instead: undefined,
    running: false,
  };
  const code = daemonCodes['djson-invalid-json'];
  expect(code.message(params)).toContain('line 2, column 28');
  expect(code.remedy(params)).toMatch(/line 2, column 28.*start the engine/);
});

test.each([
  ['unknown', { suggestion: 'log-driver' }, 'Write "log-driver" instead of "k"'],
  ['removed', { release: '23.0.0' }, 'Remove "k"'],
  ['wrong-type', { expected: 'string-list', found: 'string' }, 'Write "k" as a list of texts'],
] as const)('%s: the remedy says what to write', (problem, more, words) => {
  const nothing = { suggestion: undefined, release: undefined, expected: undefined, found: undefined };
  const params = { path: '/d.json', line: undefined, running: true, key: 'k', problem, ...nothing, ...more };
  expect(daemonCodes['djson-unknown-or-type'].remedy(params)).toContain(words);
});
