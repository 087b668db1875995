import { describe, expect, it } from 'vitest';
import { parseDaemonJson } from '#parse/daemon-json';
import { sample, survivesHostileText } from '#test/parse/samples';

const fault = (text: string, version?: string) => {
  const answer = parseDaemonJson(text, version);
  return 'fault' in answer
    ? [answer.fault, answer.line, answer.column, ...('repaired' in answer ? [answer.repaired] : [])]
    : answer;
};

describe('daemon.json', () => {
  // Key names from the dockerd reference; the secrets in it are invented and must not come out.
  it('gives the keys that we need and no secret', () => {
    const answer = parseDaemonJson(sample('daemon-json/full.json'));
    expect(answer).toEqual({
      dataRoot: '/srv/docker',
      hosts: ['fd://', 'tcp://127.0.0.1:2376'],
      dns: ['10.0.0.2'],
      logDriver: 'json-file',
      logOpts: [
        { name: 'max-size', found: 'string', value: '10m' },
        { name: 'max-file', found: 'integer' },
        { name: 'splunk-token', found: 'string' },
      ],
      defaultRuntime: 'nvidia',
      runtimes: [{ name: 'nvidia', path: 'nvidia-container-runtime' }],
      defaultAddressPools: [{ base: '10.200.0.0/16', size: 24 }],
      proxies: ['http-proxy'],
      features: { cdi: true },
      keys: [
        'data-root',
        'hosts',
        'dns',
        'log-driver',
        'log-opts',
        'default-runtime',
        'runtimes',
        'default-address-pools',
        'proxies',
        'features',
        'mtu',
      ],
      directives: [
        { key: 'data-root', found: 'string' },
        { key: 'hosts', found: 'string-list' },
        { key: 'dns', found: 'string-list' },
        { key: 'log-driver', found: 'string' },
        { key: 'log-opts', found: 'object' },
        { key: 'default-runtime', found: 'string' },
        { key: 'runtimes', found: 'object' },
        { key: 'default-address-pools', found: 'object-list' },
        { key: 'http-proxy', under: 'proxies', found: 'string' },
        { key: 'features', found: 'boolean-map' },
        { key: 'mtu', found: 'string' },
      ],
    });
    expect(JSON.stringify(answer)).not.toMatch(/SECRET|hunter2/);
  });

  it.each([
    [
      'trailing comma in an object',
      '{\n  "debug": true,\n}\n',
      ['trailing-comma', 2, 16, '{\n  "debug": true\n}\n'],
    ],
    ['trailing comma in a list', '{"dns": ["1.1.1.1",]}', ['trailing-comma', 1, 19, '{"dns": ["1.1.1.1"]}']],
    ['comment', '{ // x\n"debug": true }', ['comment', 1, 3, '{\n"debug": true }']],
    ['comment with #', '{ # x\n"debug": true }', ['other', 1, 3]],
    ['smart quotes', '{\u201Cdebug\u201D: true}', ['smart-quote', 1, 2, '{"debug": true}']],
    [
      'smart quotes inside a string stay',
      '{"labels": ["a=\u201Cb\u201D"],}',
      ['trailing-comma', 1, 21, '{"labels": ["a=\u201Cb\u201D"]}'],
    ],
    ['byte order mark', '\uFEFF{"debug": true}', ['bom', 1, 1, '{"debug": true}']],
    ['byte order mark and more', '\uFEFF{"debug" true}', ['bom', 1, 1]],
    ['empty', '', ['empty', 1, 1]],
    ['blank', ' \r\n', ['empty', 1, 1]],
    ['second document', '{"debug": true}\n{"mtu": 1}', ['second-document', 2, 1]],
    ['truncated', '{"debug": true', ['truncated', 1, 15]],
    ['two commas', '{"debug": true,,}', ['other', 1, 16]],
    ['missing comma', '{"debug": true\n"mtu": 1}', ['other', 2, 1]],
    ['single quotes', "{'debug': true}", ['other', 1, 2]],
    ['NUL', '{"debug": true}\0', ['nul', 1, 16]],
    ['not an object', '[1]', undefined],
  ])('finds the fault: %s', (_, text, expected) => {
    if (expected === undefined)
      expect(parseDaemonJson(text)).toEqual({
        kind: 'malformed',
        what: 'daemon.json',
        detail: 'not an object',
        line: 1,
        column: 1,
      });
    else expect(fault(text)).toEqual(expected);
  });

  it('repairs comments and commas together and leaves the rest as typed', () => {
    const answer = parseDaemonJson(sample('daemon-json/commented.jsonc'));
    expect(answer).toEqual({
      kind: 'malformed',
      what: 'daemon.json',
      detail: 'a comment; JSON has none',
      line: 2,
      column: 3,
      fault: 'comment',
      offset: 4,
      repaired:
        '{\n  "data-root": "/srv/docker",\n  "registry-mirrors": [\n    "https://mirror.example"\n  ]\n}\n',
    });
  });

  // Seen with dockerd 20.10.24; the changes are moby#42393, moby#44777 and moby#44832, all in 23.0.
  it.each([
    ['empty', '', '20.10.24+dfsg1', 'empty'],
    ['empty', '', '23.0.0', undefined],
    ['mark', '\uFEFF{}', '20.10.24', 'bom'],
    ['mark', '\uFEFF{}', '28.2.2', undefined],
    ['second document', '{}{}', '20.10.24', undefined],
    ['second document', '{}{}', '24.0.7', 'second-document'],
    ['null', 'null', '20.10.24', undefined],
    ['comment', '{/**/}', '29.0.0', 'comment'],
  ])('knows what an engine takes: %s %j on %s', (_, text, version, expected) => {
    const answer = parseDaemonJson(text, version);
    expect('fault' in answer ? answer.fault : undefined).toBe(expected);
  });

  it('never quotes the file in its detail', () => {
    const answer = parseDaemonJson('{"splunk-token": hunter2}');
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('never throws', () => survivesHostileText(parseDaemonJson));
});
