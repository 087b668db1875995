import { describe, expect, it, test } from 'vitest';
import { registryEndpoints } from '#checks/registry/endpoints';
import { type Unavailable, unavailable } from '#core/answer';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import type { EnginePullLook } from '#facts/engine-pull-look';
import type { PullPath } from '#facts/pull-path';
import type { Registries, Registry } from '#facts/registries';
import type { RegistryAnswer } from '#facts/registry-answer';
import { noTarget, offersOf, targetOf } from '#test/support/daemon-json-target';

const engine = {
  id: 'unix:///var/run/docker.sock',
  address: { kind: 'unix', path: '/var/run/docker.sock' },
  engine: 'docker',
  apiVersion: '1.41',
  via: 'selected',
  label: 'Docker',
} as const;
const unasked = { path: unavailable('not-looked', 'pull path', 'left out'), look: undefined };
const obstacle = unavailable('timed-out', 'GET /v2/', 'no answer within 3000 ms');
const of = (answer: RegistryAnswer, role: Registry['role'] = 'image', isPrivate = true): Registry => ({
  name: '10.99.0.2:5000',
  role,
  answer,
  isPrivate,
});
const look = (
  registry: Registry,
  hub?: Registries['hub'],
  target: DaemonJsonTarget | Unavailable = noTarget,
) =>
  registryEndpoints.evaluate({
    seen: { registries: [registry], ...(hub === undefined ? {} : { hub }) },
    engine,
    target,
    ...unasked,
  });

test('a registry that answers, whatever it wants', () => {
  expect(look(of({ kind: 'answers', status: 401 }))).toEqual({
    evidence: [{ source: 'GET /v2/ on 10.99.0.2:5000 (image)', observed: 'HTTP 401' }],
    findings: [],
  });
});

test('none is named', () => {
  expect(
    registryEndpoints.applies?.({ seen: { registries: [] }, engine, target: noTarget, ...unasked }),
  ).toContain('no mirror');
});

describe('reg-mirror-broken', () => {
  it.each<[string, RegistryAnswer, Registries['hub'], string]>([
    ['nobody listens', { kind: 'refused' }, undefined, 'ECONNREFUSED'],
    ['its server has lost it', { kind: 'answers', status: 502 }, undefined, 'HTTP 502'],
    ['it is no registry', { kind: 'answers', status: 404 }, undefined, 'HTTP 404'],
    ['it is silent alone', { kind: 'silent', obstacle }, 20, 'while Docker Hub'],
  ])('%s', (_name, answer, hub, words) => {
    expect(look(of(answer, 'mirror'), hub).findings).toMatchObject([
      { code: 'reg-mirror-broken', params: { detail: expect.stringContaining(words) } },
    ]);
  });
  it.each<[string, Registry, Registries['hub']]>([
    ['it wants a password', of({ kind: 'answers', status: 401 }, 'mirror'), undefined],
    ['nothing is reached from here', of({ kind: 'silent', obstacle }, 'mirror'), obstacle],
    ['it is no mirror', of({ kind: 'refused' }), undefined],
    [
      'its certificate is out of date',
      of({ kind: 'unclear', detail: 'CERT_HAS_EXPIRED' }, 'mirror'),
      undefined,
    ],
  ])('is none where %s', (_name, registry, hub) => {
    expect(look(registry, hub).findings).toEqual([]);
  });
  it('what is silent is not verified', () => {
    expect(look(of({ kind: 'silent', obstacle }), obstacle).missing).toBe(obstacle);
  });
});

test('reg-http-vs-https: only in a private network may the engine be told to accept it', () => {
  const { findings } = look(of({ kind: 'plain', status: 200 }));
  expect(findings).toMatchObject([{ code: 'reg-http-vs-https', subject: '10.99.0.2:5000' }]);
  const { remedy } = registryEndpoints.codes['reg-http-vs-https'];
  expect(remedy({ name: 'r', isPrivate: true, role: 'image' })).toContain('insecure-registries');
  expect(remedy({ name: 'r', isPrivate: false, role: 'image' })).not.toContain('insecure');
});

test('tls-unknown-ca', () => {
  const directory = '/etc/docker/certs.d/10.99.0.2:5000';
  expect(look(of({ kind: 'unknown-ca', detail: 'self-signed certificate', directory })).findings).toEqual([
    {
      code: 'tls-unknown-ca',
      subject: '10.99.0.2:5000',
      params: { name: '10.99.0.2:5000', detail: 'self-signed certificate', directory, isEngineAlone: false },
      engine: engine.id,
    },
  ]);
});

describe('the registry on the way of a pull', () => {
  const path = (answer: RegistryAnswer, image?: string): PullPath => ({
    ...(image === undefined
      ? {}
      : { image: { registry: 'r.example', name: 'app', reference: '1', isShort: false } }),
    registry: 'r.example',
    place: 'r.example',
    puller: 'docker',
    login: 'none',
    own: { isPrivate: true, addresses: ['10.0.0.1'], connected: 1, answer },
  });
  const refuses = (message: string) => ({ kind: 'refuses', status: 500, message }) as const;
  const judge = (seen: PullPath, wanted?: EnginePullLook, registries: readonly Registry[] = []) =>
    registryEndpoints.evaluate({ seen: { registries }, engine, target: noTarget, path: seen, look: wanted });
  const unknown: RegistryAnswer = { kind: 'unknown-ca', detail: 'self-signed certificate', directory: '/d' };
  const old: RegistryAnswer = { kind: 'old-authorities', detail: 'certificate has expired', bundle: '/b' };
  const fine: RegistryAnswer = { kind: 'answers', status: 401 };
  const X509 = 'Get "https://r.example/v2/": x509: certificate signed by unknown authority';

  it.each<[string, PullPath, EnginePullLook | undefined, string, string | undefined]>([
    ['unknown authority, of an image', path(unknown, 'a'), refuses(X509), 'tls-unknown-ca', 'error'],
    ['unknown authority, of Docker Hub', path(unknown), undefined, 'tls-unknown-ca', undefined],
    ['authorities of long ago', path(old, 'a'), undefined, 'tls-ca-bundle-outdated', 'error'],
    ['authorities of long ago, of Docker Hub', path(old), undefined, 'tls-ca-bundle-outdated', undefined],
    ['plain', path({ kind: 'plain', status: 200 }, 'a'), undefined, 'reg-http-vs-https', 'error'],
  ])('%s', (_name, seen, wanted, code, severity) => {
    const { findings } = judge(seen, wanted);
    expect(findings).toMatchObject([{ code, subject: 'r.example' }]);
    expect(findings[0]?.severity).toBe(severity);
  });
  it('only the engine does not know the authority: it was not restarted', () => {
    const { findings } = judge(path(fine, 'a'), refuses(X509));
    expect(findings).toMatchObject([{ code: 'tls-unknown-ca', params: { isEngineAlone: true } }]);
    const params = { name: 'r', detail: 'x', directory: '/d', isEngineAlone: true };
    expect(registryEndpoints.codes['tls-unknown-ca'].remedy(params)).toContain('Restart the engine');
  });
  it.each<[string, PullPath, EnginePullLook | undefined]>([
    ['the engine gets to it', path(unknown, 'a'), { kind: 'has', platforms: [] }],
    ['nothing is wrong with its TLS', path(fine, 'a'), refuses('manifest unknown')],
    ['Podman pulls, which has settings of its own', { ...path(unknown, 'a'), puller: 'podman' }, undefined],
  ])('is none where %s', (_name, seen, wanted) => {
    expect(judge(seen, wanted).findings).toEqual([]);
  });
  it('is judged once, though an image here names it as well', () => {
    const also: Registry = { name: 'r.example', role: 'image', answer: unknown, isPrivate: true };
    expect(judge(path(unknown, 'a'), undefined, [also]).findings).toHaveLength(1);
    expect(judge(path(unknown, 'a'), { kind: 'has', platforms: [] }, [also]).findings).toEqual([]);
  });
});

describe('what a reload of daemon.json can do', () => {
  const offered = (registry: Registry, text: string) =>
    look(registry, undefined, targetOf(text)).findings.flatMap(offersOf);
  const dead = of({ kind: 'refused' }, 'mirror');

  it('a dead mirror goes, the others stay', () => {
    expect(offered(dead, '{ "registry-mirrors": ["http://10.99.0.2:5000/", "https://m.corp"] }\n')).toEqual([
      {
        fix: 'remove-dead-mirrors',
        lines: [
          '-{ "registry-mirrors": ["http://10.99.0.2:5000/", "https://m.corp"] }',
          '+{ "registry-mirrors": ["https://m.corp"] }',
        ],
      },
    ]);
  });
  it('a mirror that is not in the file comes from the command line', () => {
    expect(offered(dead, '{}\n')).toEqual([]);
  });
  it('a registry without TLS is named only on a private address', () => {
    const plain = { kind: 'plain', status: 200 } as const;
    expect(offered(of(plain), '{ "insecure-registries": ["a.corp:5000"] }\n')).toEqual([
      {
        fix: 'trust-private-registry',
        lines: [
          '-{ "insecure-registries": ["a.corp:5000"] }',
          '+{ "insecure-registries": ["a.corp:5000", "10.99.0.2:5000"] }',
        ],
      },
    ]);
    expect(offered(of(plain, 'image', false), '{}\n')).toEqual([]);
  });
});
