import { describe, expect, it, test } from 'vitest';
import { type Unavailable, unavailable } from '#core/answer';
import { type EngineAddress, type EngineReply, type Identity, PLAIN_ANSWER } from '#core/host';
import { enginePullLook } from '#facts/engine-pull-look';
import { imagePlatforms } from '#facts/image-platforms';
import { pullPath } from '#facts/pull-path';
import { refusedLogins } from '#facts/refused-logins';
import { shortNames } from '#facts/short-names';
import { parseDockerConfig } from '#parse/docker-config-json';
import { parseEngineInfo } from '#parse/engine-api';
import { parseImageReference } from '#parse/image-reference';
import { collected, fakeHost, fileStat, reply, someIdentity } from '#test/support/fake-host';

type Tcp = Extract<EngineAddress, { kind: 'tcp' }>;
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const platform = { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' };
const docker = { id: 'unix:///x', address: { kind: 'unix', path: '/x' }, engine: 'docker' };
const info = (more: object = {}) =>
  parseEngineInfo({ KernelVersion: '6.1.0', Architecture: 'x86_64', ...more });
const wanted = (text: string | undefined) =>
  text === undefined ? undefined : { text, image: parseImageReference(text) };
const refused = unavailable('unreachable', 'x', 'ECONNREFUSED', { errno: 'ECONNREFUSED' });
const CHALLENGE = {
  'www-authenticate': 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
};
const hub: EngineReply = { ...reply('', 401), headers: CHALLENGE };

interface World {
  readonly image?: string;
  readonly info?: object;
  readonly engineInUse?: object;
  readonly config?: string;
  readonly environment?: Identity['environment'];
  readonly names?: object;
  readonly addresses?: readonly string[];
  readonly connect?: (address: Tcp) => number | Unavailable;
  readonly get?: (address: Tcp) => EngineReply | Unavailable;
}

const walk = async (world: World) => {
  const asked: object[] = [];
  const path = await collected(
    pullPath,
    fakeHost({
      'resolve-name': () => world.addresses ?? ['192.0.2.7'],
      connect: ({ address }) => world.connect?.(address as Tcp) ?? 3,
      'engine-get': ({ address }) => world.get?.(address as Tcp) ?? hub,
      manifest: (question) => {
        asked.push(question);
        return { stage: 'manifest', status: 200, headers: {}, durationMs: 1 };
      },
      stat: ({ path }) => (path === BUNDLE ? fileStat('file') : undefined),
    }),
    {
      identity: someIdentity({ environment: world.environment ?? {} }),
      platform,
      wantedImage: wanted(world.image),
      engineInUse: world.engineInUse ?? docker,
      engineInfo: info(world.info),
      dockerConfig: { content: parseDockerConfig(world.config ?? '{}') },
      nameServers: world.names ?? unavailable('absent', 'x', 'x'),
    },
  );
  return { path, asked };
};

describe('the way of a pull', () => {
  it('to Docker Hub goes up to the token service, and asks for no image', async () => {
    const { path, asked } = await walk({});
    expect(path).toEqual({
      registry: 'docker.io',
      place: 'registry-1.docker.io',
      puller: 'docker',
      login: 'none',
      own: {
        addresses: ['192.0.2.7'],
        isPrivate: false,
        connected: 3,
        answer: { kind: 'answers', status: 401 },
        challenge: { kind: 'bearer', realm: 'https://auth.docker.io/token', service: 'registry.docker.io' },
        service: { place: 'auth.docker.io:443', answer: 3 },
      },
    });
    expect(asked).toEqual([]);
  });
  it('of an image asks for its manifest, with a token for everybody', async () => {
    const { path, asked } = await walk({ image: 'debian:12' });
    expect(path).toMatchObject({ own: { manifest: { status: 200 } } });
    expect(asked).toMatchObject([
      {
        address: { hostName: 'registry-1.docker.io', port: 443, tls: { caPath: BUNDLE } },
        name: 'library/debian',
        reference: '12',
        service: { hostName: 'auth.docker.io', port: 443, tls: { caPath: BUNDLE } },
        servicePath: '/token?service=registry.docker.io&scope=repository:library/debian:pull',
      },
    ]);
  });
  it.each<[string, World]>([
    [
      'a password',
      { get: () => ({ ...reply('', 401), headers: { 'www-authenticate': 'Basic realm="x"' } }) },
    ],
    [
      'a realm that is none',
      { get: () => ({ ...reply('', 401), headers: { 'www-authenticate': 'Bearer realm="/t"' } }) },
    ],
    ['nothing, being broken', { get: () => reply('', 502) }],
    ['nobody, not being there', { connect: () => refused }],
  ])('ends before the manifest where the registry wants %s', async (_name, world) => {
    const { path, asked } = await walk({ ...world, image: 'r.example/app' });
    expect(asked).toEqual([]);
    expect(path).not.toMatchObject({ own: { manifest: expect.anything() } });
  });
  it('goes through the proxy of the engine, to the token service too, and looks no name up', async () => {
    const { path, asked } = await walk({
      image: 'debian',
      info: { HttpsProxy: 'http://user:pw@proxy:3128', NoProxy: 'localhost' },
      environment: { HTTPS_PROXY: 'http://other:1' },
    });
    const via = { hostName: 'proxy', port: 3128 };
    expect(path).toMatchObject({ own: { proxy: via, connected: 3 } });
    expect(path).not.toHaveProperty('own.addresses');
    expect(asked).toMatchObject([{ address: { via }, service: { via } }]);
    expect(JSON.stringify([path, asked])).not.toContain('pw');
  });
  it.each<[string, World]>([
    ['NO_PROXY names it', { info: { HttpsProxy: 'http://proxy:3128', NoProxy: '.example' } }],
    ['only this session has one', { environment: { HTTPS_PROXY: 'http://proxy:3128' } }],
  ])('goes without a proxy where %s', async (_name, world) => {
    expect((await walk({ ...world, image: 'r.example/app' })).path).not.toHaveProperty('own.proxy');
  });
  it("Podman's goes through that of the session", async () => {
    const engineInUse = { ...docker, engine: 'podman' };
    const environment = { https_proxy: 'http://proxy:3128' };
    expect((await walk({ engineInUse, environment, image: 'r.example/app' })).path).toMatchObject({
      puller: 'podman',
      login: 'unknown',
      own: { proxy: { hostName: 'proxy' } },
    });
  });
  it('is not seen where another machine pulls', async () => {
    const { path } = await walk({ info: { KernelVersion: '6.6.0-linuxkit' } });
    expect(path).toMatchObject({ own: undefined });
  });
  it('ends at a name server that is silent, and does not wait for it', async () => {
    const names = { name: 'other', servers: [{ outcome: { kind: 'timed-out' } }], system: [] };
    expect((await walk({ names, image: 'r.example/app' })).path).toMatchObject({
      own: { addresses: { reason: 'not-looked' } },
    });
  });
  it('takes the answer to the same name that is known already', async () => {
    const names = { name: 'registry-1.docker.io', servers: [], system: ['192.0.2.99'] };
    expect((await walk({ names })).path).toMatchObject({ own: { addresses: ['192.0.2.99'] } });
  });
  it('tries IPv6 beside IPv4', async () => {
    const connect = ({ hostName }: Tcp) => (hostName.includes(':') ? refused : 4);
    expect((await walk({ addresses: ['2001:db8::7', '192.0.2.7'], connect })).path).toMatchObject({
      own: { connected: 4, connected6: { address: '2001:db8::7', answer: refused } },
    });
  });
  it('asks a name of IPv6 alone by its address', async () => {
    const connect = ({ hostName }: Tcp) => (hostName === '2001:db8::7' ? refused : 1);
    expect((await walk({ addresses: ['2001:db8::7'], connect })).path).toMatchObject({
      own: { connected: refused },
    });
  });
  it.each<[string, string, string]>([
    ['{"auths":{"https://index.docker.io/v1/":{}}}', 'debian', 'stored'],
    ['{"auths":{"ghcr.io":{"auth":"x"}}}', 'debian', 'none'],
    ['{"credHelpers":{"ghcr.io":"x"}}', 'ghcr.io/a/b', 'stored'],
    ['{"credsStore":"desktop"}', 'ghcr.io/a/b', 'helper'],
    ['{', 'debian', 'unknown'],
  ])('%s, for %s: a login is %s', async (config, image, login) => {
    expect((await walk({ config, image })).path).toMatchObject({ login });
  });
  it('a public certificate that this host alone does not know tells of its list', async () => {
    const unknown = unavailable('unreachable', 'x', 'unable to get local issuer certificate', {
      errno: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    });
    const expired = unavailable('unreachable', 'x', 'certificate has expired', { errno: 'CERT_HAS_EXPIRED' });
    for (const [first, second, kind] of [
      [unknown, hub, 'old-authorities'],
      [unknown, unknown, 'unknown-ca'],
      [expired, hub, 'old-authorities'],
      [expired, expired, 'unclear'],
    ] as const) {
      const get = ({ tls }: Tcp) => (tls?.publicAuthorities === true ? second : first);
      expect((await walk({ get, image: 'debian' })).path).toMatchObject({ own: { answer: { kind } } });
    }
  });
  it('a plain registry that the engine was told of is asked plainly', async () => {
    const plain = unavailable('unreachable', 'x', 'answers without TLS', { errno: PLAIN_ANSWER });
    const { asked } = await walk({
      image: '192.0.2.7:5000/app',
      info: { RegistryConfig: { InsecureRegistryCIDRs: ['192.0.2.0/24'] } },
      get: ({ tls }) => (tls === undefined ? reply('') : plain),
    });
    expect(asked).toEqual([
      {
        address: { kind: 'tcp', hostName: '192.0.2.7', port: 5000 },
        name: 'app',
        reference: 'latest',
        timeoutMs: 6000,
      },
    ]);
  });
  it('is missing where the engine is, or where the name is none', async () => {
    const engineInUse = unavailable('unreachable', 'connect', 'ECONNREFUSED');
    expect((await walk({ engineInUse })).path).toMatchObject({ origin: 'engine-in-use' });
    expect((await walk({ image: 'A' })).path).toMatchObject({ reason: 'not-here' });
  });
});

describe('the look of the engine', () => {
  const look = (text: string | undefined, answer: EngineReply, engine = 'docker') => {
    const paths: string[] = [];
    const host = fakeHost({
      'engine-get': ({ path }) => {
        paths.push(path);
        return answer;
      },
    });
    const needs = { engineInUse: { ...docker, engine }, wantedImage: wanted(text) };
    return collected(enginePullLook, host, needs).then((seen) => ({ seen, paths }));
  };
  const LIST = 'application/vnd.oci.image.index.v1+json';
  it('has platforms', async () => {
    const answer = reply({
      Descriptor: { mediaType: LIST },
      Platforms: [{ architecture: 'arm64', os: 'linux' }],
    });
    expect(await look(`debian@sha256:${'a'.repeat(64)}`, answer)).toMatchObject({
      seen: { kind: 'has', mediaType: LIST, platforms: [{ architecture: 'arm64' }] },
      paths: [`/distribution/docker.io/library/debian@sha256:${'a'.repeat(64)}/json`],
    });
  });
  it('or the words of a refusal', async () => {
    const answer = reply('{"message":"manifest unknown: \\"x\\"\\n"}', 404);
    expect((await look('ghcr.io/a/b:2', answer)).seen).toEqual({
      kind: 'refuses',
      status: 404,
      message: 'manifest unknown: "x"',
    });
  });
  it.each<[string, string | undefined, string]>([
    ['no image is named', undefined, 'docker'],
    ['the name is none', 'A', 'docker'],
    ['Podman is asked', 'a', 'podman'],
  ])('is none where %s', async (_name, text, engine) => {
    expect(await look(text, reply(''), engine)).toEqual({ seen: undefined, paths: [] });
  });
});

describe('short names', () => {
  const look = (text: string, files: Readonly<Record<string, string>>) =>
    collected(
      shortNames,
      fakeHost({
        'read-file': ({ path }) => files[path],
        stat: ({ path }) => (files[path] === undefined ? undefined : fileStat('file')),
        list: ({ path }) => {
          const inside = Object.keys(files).filter((file) => file.startsWith(`${path}/`));
          return inside.length === 0 ? undefined : inside.map((file) => file.slice(path.length + 1));
        },
      }),
      { identity: someIdentity(), wantedImage: wanted(text), podmanUse: { rootless: true } },
    );
  const MAIN = '/etc/containers/registries.conf';
  const ALIASES = '/etc/containers/registries.conf.d/shortnames.conf';
  it.each<[string, Readonly<Record<string, string>>, object]>([
    [
      'alias',
      { [ALIASES]: '[aliases]\n"debian" = "docker.io/library/debian"' },
      { isAlias: true, search: [] },
    ],
    [
      'search',
      { [MAIN]: 'unqualified-search-registries = ["a", "b"]' },
      { isAlias: false, search: ['a', 'b'] },
    ],
    [
      "the user's own file in place of it",
      {
        [MAIN]: 'unqualified-search-registries = ["a", "b"]',
        '/home/ada/.config/containers/registries.conf': 'short-name-mode = "enforcing"',
      },
      { search: [], mode: 'enforcing', files: ['/home/ada/.config/containers/registries.conf'] },
    ],
    [
      'what was chosen once',
      { '/home/ada/.cache/containers/short-name-aliases.conf': '[aliases]\n"debian" = "x/debian"' },
      { isAlias: true },
    ],
  ])('by %s', async (_name, files, expected) => {
    expect(await look('debian:12', files)).toMatchObject({ name: 'debian', ...expected });
  });
  test('a name in full is none', async () => {
    expect(await look('docker.io/debian', {})).toBeUndefined();
  });
});

describe('refused logins', () => {
  const look = (more: object, stdout = '') =>
    collected(refusedLogins, fakeHost({ query: () => ({ exitCode: 0, stdout, stderr: '' }) }), {
      serviceManager: 'systemd',
      pullPath: {
        image: {},
        place: 'r.lab:5443',
        login: 'stored',
        puller: 'docker',
        own: {},
        ...more,
      },
    });
  it('are lines that name this registry and a login that was wrong', async () => {
    const line =
      'level=info msg="Attempting next endpoint: Get \\"https://r.lab:5443/v2/\\": unauthorized: incorrect username or password"';
    const others =
      'Get "https://other/v2/": unauthorized: incorrect username or password\nGet "https://r.lab:5443/v2/": EOF';
    expect(await look({}, `${others}\n${line}\n`)).toEqual({ lines: [line] });
  });
  it.each([{ login: 'none' }, { login: 'unknown' }, { image: undefined }, { puller: 'podman' }])(
    'are not looked for: %j',
    async (more) => {
      expect(await look(more)).toBeUndefined();
    },
  );
});

test('image platforms: the newest images with a name, and what runs others', async () => {
  const host = fakeHost({
    'engine-get': ({ path }) => reply({ Id: path, Architecture: path.includes('/1/') ? 'arm64' : 'amd64' }),
    list: () => ['register', 'status', 'qemu-aarch64'],
  });
  const many = Array.from({ length: 20 }, (_one, index) => ({
    Id: String(index),
    RepoTags: [`app:${index}`],
  }));
  const seen = await collected(imagePlatforms, host, {
    platform,
    engineInUse: docker,
    engineInfo: info(),
    engineImages: [{ Id: 'x', RepoTags: ['<none>:<none>'] }, ...many],
  });
  expect(seen).toMatchObject({ engine: 'amd64', left: 4, handlers: ['qemu-aarch64'] });
  expect(seen).toHaveProperty('images.length', 16);
  expect(seen).toHaveProperty('images.1', { name: 'app:1', architecture: 'arm64' });
});

test('image platforms: images that none of could be looked at are no proof', async () => {
  const needs = {
    platform,
    engineInUse: docker,
    engineInfo: info(),
    engineImages: [{ Id: 'x', RepoTags: ['app:1'] }],
  };
  const gone = fakeHost({ 'engine-get': () => reply('{"message":"no"}', 404), list: () => [] });
  expect(await collected(imagePlatforms, gone, needs)).toMatchObject({ kind: 'unavailable' });
  const none = { ...needs, engineImages: [] };
  expect(await collected(imagePlatforms, gone, none)).toMatchObject({ images: [] });
});
