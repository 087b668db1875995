import { describe, expect, it, test } from 'vitest';
import { registryEndpoints } from '#checks/registry/endpoints';
import { type Unavailable, unavailable } from '#core/answer';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
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
  });

test('a registry that answers, whatever it wants', () => {
  expect(look(of({ kind: 'answers', status: 401 }))).toEqual({
    evidence: [{ source: 'GET /v2/ on 10.99.0.2:5000 (image)', observed: 'HTTP 401' }],
    findings: [],
  });
});

test('none is named', () => {
  expect(registryEndpoints.applies?.({ seen: { registries: [] }, engine, target: noTarget })).toContain(
    'no mirror',
  );
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
      params: { name: '10.99.0.2:5000', detail: 'self-signed certificate', directory },
      engine: engine.id,
    },
  ]);
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
