import { describe, expect, it } from 'vitest';
import { parseDaemonJson } from '#parse/daemon-json';
import { judgeDirectives } from '#parse/daemon-json-schema';

const judge = (json: unknown, version?: string) => {
  const parsed = parseDaemonJson(JSON.stringify(json));
  return 'fault' in parsed || 'kind' in parsed ? parsed : judgeDirectives(parsed, version);
};

describe('directives of daemon.json', () => {
  // Each refused by dockerd 20.10.24 with the words of the fault catalogue, unless said otherwise.
  it.each([
    [{ dns: '1.1.1.1' }, [{ problem: 'wrong-type', key: 'dns', expected: 'string-list', found: 'string' }]],
    [{ mtu: 1.5 }, [{ problem: 'wrong-type', key: 'mtu', expected: 'integer', found: 'number' }]],
    [{ debug: 1 }, [{ problem: 'wrong-type', key: 'debug', expected: 'boolean', found: 'integer' }]],
    [{ mtu: null, hosts: [], features: {} }, []],
    [
      { 'default-shm-size': 64 },
      [{ problem: 'wrong-type', key: 'default-shm-size', expected: 'string', found: 'integer' }],
    ],
    [
      { features: { x: 'y' } },
      [{ problem: 'wrong-type', key: 'features', expected: 'boolean-map', found: 'string-map' }],
    ],
    [{ Debug: true }, [{ problem: 'unknown', key: 'Debug', suggestion: 'debug' }]],
    [{ 'ip-mask': true }, [{ problem: 'unknown', key: 'ip-mask', suggestion: 'ip-masq' }]],
    [{ foo: { debugg: true } }, [{ problem: 'unknown', key: 'debugg', suggestion: 'debug' }]],
    [
      { insecure_registries: [] },
      [{ problem: 'unknown', key: 'insecure_registries', suggestion: 'insecure-registries' }],
    ],
    [{ zzz: 1 }, [{ problem: 'unknown', key: 'zzz' }]],
    [{ proxies: 'x' }, [{ problem: 'unknown', key: 'proxies' }]],
    [{ 'default-address-pools': { base: '1' } }, [{ problem: 'unknown', key: 'base' }]],
    // Taken by dockerd 20.10.24 without effect.
    [
      { 'insecure-registry': ['x'] },
      [{ problem: 'ignored', key: 'insecure-registry', suggestion: 'insecure-registries' }],
    ],
    [{ memoryMiB: 8192 }, [{ problem: 'desktop-only', key: 'memoryMiB' }]],
    [
      { 'log-opts': { 'max-file': 3, 'max-sizes': '1m' } },
      [
        { problem: 'log-opt-not-string', key: 'log-opts', option: 'max-file', found: 'integer' },
        {
          problem: 'unknown-log-opt',
          key: 'log-opts',
          option: 'max-sizes',
          driver: 'json-file',
          suggestion: 'max-size',
        },
      ],
    ],
    [
      { 'log-driver': 'journald', 'log-opts': { 'max-size': '1m', tag: 'x' } },
      [{ problem: 'unknown-log-opt', key: 'log-opts', option: 'max-size', driver: 'journald' }],
    ],
    [{ 'log-driver': 'some/plugin', 'log-opts': { anything: '1' } }, []],
    [
      { 'default-runtime': 'nvidia' },
      [{ problem: 'default-runtime-missing', key: 'default-runtime', runtime: 'nvidia' }],
    ],
    [{ 'default-runtime': 'nvidia', runtimes: { nvidia: { path: 'x' } } }, []],
    [{ 'default-runtime': 'io.containerd.runc.v2' }, []],
    [
      { runtimes: { runc: { path: 'x' } } },
      [{ problem: 'runtime-reserved', key: 'runtimes', runtime: 'runc' }],
    ],
  ])('%j', (json, expected) => expect(judge(json)).toEqual(expected));

  it.each([
    [
      { proxies: { 'http-proxy': 'x' } },
      '20.10.24+dfsg1',
      [{ problem: 'too-new', key: 'http-proxy', since: '23.0.0' }],
    ],
    [{ proxies: { 'http-proxy': 'x' } }, '23.0.0', []],
    [
      { 'firewall-backend': 'nftables' },
      '28.2.2',
      [{ problem: 'too-new', key: 'firewall-backend', since: '29.0.0' }],
    ],
    [{ 'firewall-backend': 'nftables' }, undefined, []],
    [{ graph: '/x' }, '20.10.24', []],
    [
      { graph: '/x' },
      '24.0.7',
      [{ problem: 'removed', key: 'graph', removed: '23.0.0', suggestion: 'data-root' }],
    ],
    [
      { 'cluster-store': '' },
      '27.0.0-rc.1',
      [{ problem: 'removed', key: 'cluster-store', removed: '23.0.0' }],
    ],
  ])('%j on engine %s', (json, version, expected) => expect(judge(json, version)).toEqual(expected));
});
