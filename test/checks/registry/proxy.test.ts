import { describe, expect, it, test } from 'vitest';
import { registryProxy } from '#checks/registry/proxy';
import { unavailable } from '#core/answer';
import type { Detour, Proxies, ProxyLook } from '#facts/proxies';
import { noTarget, offersOf, targetOf } from '#test/support/daemon-json-target';

const refused = unavailable('unreachable', 'connect', 'ECONNREFUSED', { errno: 'ECONNREFUSED' });
const late = unavailable('timed-out', 'connect', 'no answer within 3000 ms');
const down = unavailable('unreachable', 'GET /info', 'ECONNREFUSED');
const proxyAt = (origin: string, answer: ProxyLook['answer'] = 2): ProxyLook => ({
  origin,
  address: { kind: 'tcp', hostName: 'proxy.corp', port: 3128 },
  answer,
});
const seen = (more: Partial<Proxies> = {}): Proxies => ({
  session: [],
  engine: [],
  mirrors: [],
  noProxy: '',
  ...more,
});
const around = { engine: down, target: noTarget, units: noTarget };
const look = (more: Partial<Proxies>) => registryProxy.evaluate({ ...around, proxies: seen(more) });
const codes = (more: Partial<Proxies>) => look(more).findings.map(({ code }) => code);
const session = [proxyAt('HTTPS_PROXY')];

test('nobody uses a proxy', () => {
  expect(registryProxy.applies?.({ ...around, proxies: seen() })).toContain('neither this session nor');
});

test('session and engine use the same, and it takes connections', () => {
  expect(look({ session, engine: [proxyAt('HttpsProxy')] })).toEqual({
    evidence: [
      { source: 'environment', observed: 'HTTPS_PROXY' },
      { source: 'connect proxy.corp:3128 (HTTPS_PROXY)', observed: 'accepted in 2 ms' },
      { source: 'connect proxy.corp:3128 (HttpsProxy)', observed: 'accepted in 2 ms' },
    ],
    findings: [],
  });
});

describe('proxy-daemon-unset', () => {
  it('the engine has none, and there is no other way out', () => {
    expect(look({ session, direct: late }).findings).toEqual([
      {
        code: 'proxy-daemon-unset',
        subject: 'proxy.corp:3128',
        params: { origins: ['HTTPS_PROXY'], proxy: 'proxy.corp:3128', detail: 'no answer within 3000 ms' },
      },
    ]);
  });
  it.each<[string, Partial<Proxies>]>([
    ['registries are reached without', { session, direct: 12 }],
    ['the proxy itself is dead', { session: [proxyAt('HTTPS_PROXY', refused)], direct: late }],
    ['the engine is on another machine', { session, engine: undefined, direct: late }],
    ['the engine has mirrors', { session, direct: late, mirrors: ['http://mirror:5000'] }],
  ])('is none where %s', (_name, more) => {
    expect(codes(more)).toEqual([]);
  });
});

describe('proxy-stale', () => {
  it('is told once of a proxy for both schemes', () => {
    const engine = [proxyAt('HttpProxy', refused), proxyAt('HttpsProxy', refused)];
    expect(look({ engine }).findings).toEqual([
      {
        code: 'proxy-stale',
        subject: 'proxy.corp:3128',
        params: { origins: ['HttpProxy', 'HttpsProxy'], proxy: 'proxy.corp:3128', detail: 'ECONNREFUSED' },
      },
    ]);
  });
  it('one that is silent may be slow', () => {
    expect(look({ engine: [proxyAt('HttpProxy', late)] }).findings).toMatchObject([{ severity: 'warning' }]);
  });
});

describe('env-proxy-socket', () => {
  const detour: Detour = {
    endpoint: 'tcp://10.0.0.5:2375',
    host: '10.0.0.5',
    proxy: proxyAt('HTTP_PROXY'),
    isEngine: false,
  };
  it.each<[string, Partial<Detour>, string | undefined, string]>([
    ['the proxy answers itself', { status: 503 }, undefined, 'HTTP 503'],
    ['the proxy is dead', { proxy: proxyAt('HTTP_PROXY', refused) }, undefined, 'takes no connection'],
    ['a proxy that wants a password may let docker through', { status: 407 }, 'info', 'HTTP 407'],
    ['with TLS it was not to be asked', {}, 'info', 'has to let it through'],
  ])('%s', (_name, more, severity, words) => {
    const [found] = look({ session, engine: undefined, detour: { ...detour, ...more } }).findings;
    expect(found).toMatchObject({ code: 'env-proxy-socket', subject: detour.endpoint });
    expect(found?.severity).toBe(severity);
    expect(found?.params).toMatchObject({ detail: expect.stringContaining(words) });
  });
  it('is none where the engine answers through the proxy', () => {
    expect(codes({ session, engine: undefined, detour: { ...detour, status: 200, isEngine: true } })).toEqual(
      [],
    );
  });
});

test('an engine that does not answer does not say its proxies', () => {
  expect(look({ engine: undefined, obstacle: down }).missing).toMatchObject({ origin: 'engine-info' });
});

describe('the engine can get the proxy of the session', () => {
  const url = 'http://proxy.corp:3128';
  const open = { ...proxyAt('HTTPS_PROXY'), url };
  const offered = (more: Partial<Proxies>, target = targetOf(undefined)) =>
    registryProxy.evaluate({ ...around, proxies: seen(more), target }).findings.flatMap(offersOf);
  const unset = { session: [open], direct: late, noProxy: 'registry.corp, *,"x' };

  it('in daemon.json, with what is reached directly', () => {
    expect(offered(unset)).toEqual([
      {
        fix: 'set-engine-proxy',
        lines: [
          ...['+{', '+ "proxies": {', `+ "https-proxy": "${url}",`],
          ...['+ "no-proxy": "localhost,127.0.0.1,registry.corp"', '+ }', '+}'],
        ],
      },
    ]);
  });
  it('in a drop-in before Docker 23', () => {
    const old = targetOf(undefined, { dockerd: { path: '/usr/sbin/dockerd', major: 20 } });
    const [{ lines = [] } = {}] = offered(unset, old);
    expect(lines).toContain(`+Environment="HTTPS_PROXY=${url}"`);
  });
  it('in the place of one that is dead, for both schemes', () => {
    const engine = [proxyAt('HttpProxy', refused), proxyAt('HttpsProxy', refused)];
    const [{ lines = [] } = {}] = offered({ engine, session: [open] });
    expect(lines).toEqual(
      expect.arrayContaining([`+ "http-proxy": "${url}",`, `+ "https-proxy": "${url}",`]),
    );
  });
  it('but never with a password, and not one that is dead', () => {
    expect(offered({ session, direct: late })).toEqual([]);
    expect(
      offered({ engine: [proxyAt('HttpProxy', refused)], session: [proxyAt('HTTP_PROXY', refused)] }),
    ).toEqual([]);
  });
});
