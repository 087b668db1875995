import { describe, expect, it, test } from 'vitest';
import { parseAuthChallenge, parseRealm } from '#parse/auth-challenge';
import { parseComposeFile } from '#parse/compose-file';
import { parseImageReference, registryHost } from '#parse/image-reference';
import { parseRegistriesConf } from '#parse/registries-conf';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('an image reference', () => {
  it.each([
    ['debian', 'docker.io', 'library/debian', 'latest', true],
    ['team/app:1.2', 'docker.io', 'team/app', '1.2', true],
    ['docker.io/debian', 'docker.io', 'library/debian', 'latest', false],
    ['index.docker.io/a/b', 'docker.io', 'a/b', 'latest', false],
    ['ghcr.io/a/b/c:v1', 'ghcr.io', 'a/b/c', 'v1', false],
    ['10.99.0.2:5000/app:1', '10.99.0.2:5000', 'app', '1', false],
    ['localhost/app', 'localhost', 'app', 'latest', false],
    ['localhost:5000', 'docker.io', 'library/localhost', '5000', true],
    ['Registry.Example/app', 'Registry.Example', 'app', 'latest', false],
    [`debian:12@${DIGEST}`, 'docker.io', 'library/debian', DIGEST, true],
    ['a__b/c--d.e', 'docker.io', 'a__b/c--d.e', 'latest', true],
  ])('%s', (text, registry, name, reference, isShort) => {
    expect(parseImageReference(text)).toEqual({ registry, name, reference, isShort });
  });
  it.each([
    ['', 'empty', undefined],
    ['  ', 'empty', undefined],
    ['Debian', 'upper-case', 'debian'],
    ['ghcr.io/Team/App:V1', 'upper-case', 'ghcr.io/team/app:V1'],
    ['https://ghcr.io/a/b/', 'scheme', 'ghcr.io/a/b'],
    ['a b', 'space', undefined],
    ['app:', 'tag', undefined],
    [':latest', 'other', undefined],
    ['/app', 'other', undefined],
    ['team//app', 'other', undefined],
    ['app@sha256:abc', 'digest', undefined],
    ['-app', 'other', undefined],
    ['a'.repeat(256), 'other', undefined],
  ])('%j is none', (text, problem, meant) => {
    expect(parseImageReference(text)).toEqual({
      kind: 'bad-reference',
      problem,
      ...(meant === undefined ? {} : { meant }),
    });
  });
  test('Docker Hub is elsewhere than it is called', () => {
    expect(registryHost('docker.io')).toBe('registry-1.docker.io');
    expect(registryHost('ghcr.io')).toBe('ghcr.io');
  });
});

describe('an authentication challenge', () => {
  it.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      { kind: 'bearer', realm: 'https://auth.docker.io/token', service: 'registry.docker.io' },
    ],
    ['bearer realm=https://a/t', { kind: 'bearer', realm: 'https://a/t' }],
    ['Basic realm="Registry Realm"', { kind: 'basic' }],
    ['Bearer service="x"', undefined],
    ['Negotiate', undefined],
    ['', undefined],
  ])('%s', (header, expected) => {
    expect(parseAuthChallenge(header)).toEqual(expected);
  });
  it.each([
    ['https://auth.docker.io/token', { secure: true, hostName: 'auth.docker.io', port: 443, path: '/token' }],
    ['http://[::1]:5001/t?a=b#c', { secure: false, hostName: '::1', port: 5001, path: '/t?a=b' }],
    ['https://user:pw@host/', undefined],
    ['file:///etc/passwd', undefined],
    ['/token', undefined],
  ])('the realm %s', (realm, expected) => {
    expect(parseRealm(realm)).toEqual(expected);
  });
});

describe('registries.conf', () => {
  it.each<[string, string, object]>([
    ['what a package brings', '# unqualified-search-registries = ["example.com"]\n', { aliases: [] }],
    [
      'one registry that is searched',
      'unqualified-search-registries = ["docker.io"]\nshort-name-mode = "enforcing" # as Fedora\n',
      { search: ['docker.io'], mode: 'enforcing', aliases: [] },
    ],
    [
      'a list over several lines, and none of another table',
      'unqualified-search-registries = [\n  "docker.io",\n  \'quay.io\',\n]\n[[registry]]\nshort-name-mode = "disabled"\n',
      { search: ['docker.io', 'quay.io'], aliases: [] },
    ],
    ['an empty list', 'unqualified-search-registries = []', { search: [], aliases: [] }],
    [
      'aliases',
      '[aliases]\n  # of Debian\n  "debian" = "docker.io/library/debian"\n  fedora = "registry.fedoraproject.org/fedora"\n  "gone" = ""\n[other]\n"no" = "x"\n',
      { aliases: ['debian', 'fedora'] },
    ],
  ])('%s', (_name, text, expected) => {
    expect(parseRegistriesConf(text)).toEqual(expected);
  });
});

describe('a Compose file', () => {
  it('names of services that start by themselves', () => {
    const text = `
name: shop
x-base: &base { container_name: web, networks: [proxy, own] }
services:
  web: { <<: *base, image: nginx }
  debug: { profiles: [debug], container_name: never, networks: [other] }
  host: { network_mode: host, container_name: "\${NAME}" }
  plain: { networks: { legacy: { aliases: [x] } } }
networks:
  proxy: { external: true }
  own: {}
  other: { external: true }
  legacy: { external: { name: old } }
  unused: { external: true }
`;
    expect(parseComposeFile(text)).toEqual({
      project: { name: 'shop' },
      containerNames: [{ service: 'web', name: 'web' }],
      externalNetworks: ['proxy', 'old'],
      untold: 1,
    });
  });
  it('a service without a word about networks uses the default one', () => {
    const text =
      'services: { a: { image: x } }\nnetworks: { default: { external: true, name: "shared" } }\nname: $P';
    expect(parseComposeFile(text)).toMatchObject({
      project: { name: undefined },
      externalNetworks: ['shared'],
    });
  });
  it.each([
    ['is no YAML', 'services: ['],
    ['is a list', '- a'],
    ['is empty', ''],
    ['nests without end', '['.repeat(30_000)],
    ['is huge', `a: ${'x'.repeat(1024 * 1024)}`],
  ])('one that %s', (_name, text) => {
    expect(parseComposeFile(text)).toMatchObject({ kind: 'malformed' });
  });
});
