import { describe, expect, it } from 'vitest';
import { type Unavailable, unavailable } from '#core/answer';
import { type EngineAddress, type EngineReply, PLAIN_ANSWER } from '#core/host';
import { proxies } from '#facts/proxies';
import { registries } from '#facts/registries';
import { parseDockerConfig } from '#parse/docker-config-json';
import { parseEngineInfo } from '#parse/engine-api';
import { collected, fakeHost, fileStat, reply, someIdentity } from '#test/support/fake-host';

const platform = { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' };
const engineInUse = { id: 'unix:///x', address: { kind: 'unix', path: '/x' }, engine: 'docker' };
const refused = unavailable('unreachable', 'x', 'ECONNREFUSED', { errno: 'ECONNREFUSED' });
const infoOf = (more: object) => parseEngineInfo({ KernelVersion: '6.1.0', ...more });
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
type Tcp = Extract<EngineAddress, { kind: 'tcp' }>;

describe('registries', () => {
  const NAME = '10.99.0.2:5000';
  const CERTS = `/etc/docker/certs.d/${NAME}`;
  const look = (
    answer: (address: Tcp) => EngineReply | Unavailable,
    more: {
      info?: object;
      tags?: readonly string[];
      config?: string;
      list?: readonly string[];
      toml?: boolean;
    } = {},
  ) =>
    collected(
      registries,
      fakeHost({
        'engine-get': ({ address }) => answer(address as Tcp), // registries are asked by TCP alone
        'resolve-name': ({ name }) => (name === 'nowhere' ? undefined : [name]),
        stat: ({ path }) =>
          path === BUNDLE || (more.toml === true && path === `${CERTS}/hosts.toml`)
            ? fileStat('file')
            : undefined,
        list: ({ path }) => (path === CERTS ? more.list : undefined),
        connect: () => 3,
      }),
      {
        identity: someIdentity(),
        platform,
        engineInUse,
        engineInfo: infoOf(more.info ?? {}),
        dockerConfig: { content: parseDockerConfig(more.config ?? '{}') },
        engineImages: [{ Id: 'x', RepoTags: more.tags ?? [`${NAME}/app:1`] }],
      },
    );
  const plain = unavailable('unreachable', 'x', 'answers without TLS', { errno: PLAIN_ANSWER });
  const unknown = unavailable('unreachable', 'x', 'self-signed certificate', {
    errno: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  const overTls = (answer: EngineReply | Unavailable) => (address: Tcp) =>
    address.tls === undefined ? reply('') : answer;

  it.each<[string, (address: Tcp) => EngineReply | Unavailable, object]>([
    ['answers', overTls(reply('', 401)), { kind: 'answers', status: 401 }],
    ['is plain', overTls(plain), { kind: 'plain', status: 200 }],
    ['has a private authority', overTls(unknown), { kind: 'unknown-ca', directory: CERTS }],
    ['is not there', () => refused, { kind: 'refused' }],
    [
      'has a certificate of the past',
      () => unavailable('unreachable', 'x', 'certificate has expired', { errno: 'CERT_HAS_EXPIRED' }),
      { kind: 'unclear' },
    ],
    ['is silent', () => unavailable('timed-out', 'x', 'late'), { kind: 'silent' }],
  ])('one that %s', async (_name, answer, expected) => {
    expect(await look(answer)).toMatchObject({
      registries: [{ name: NAME, role: 'image', isPrivate: true, answer: expected }],
    });
  });
  it('trusts what lies in the directory of the registry', async () => {
    const answer = ({ tls }: Tcp) => (tls?.caPath === `${CERTS}/ca.crt` ? reply('') : unknown);
    expect(await look(answer, { list: ['ca.crt', 'client.key'] })).toMatchObject({
      registries: [{ answer: { kind: 'answers' } }],
    });
  });
  it('a plain one with a hosts.toml is meant so', async () => {
    expect(await look(overTls(plain), { toml: true })).toMatchObject({
      registries: [{ answer: { kind: 'answers' } }],
    });
  });
  it.each<[string, Parameters<typeof look>[1]]>([
    ['insecure by network', { info: { RegistryConfig: { InsecureRegistryCIDRs: ['10.99.0.0/24'] } } }],
    ['insecure by name', { info: { RegistryConfig: { IndexConfigs: { [NAME]: { Secure: false } } } } }],
    ['behind a proxy', { info: { HttpsProxy: 'http://proxy:3128' } }],
    ['public', { tags: ['ghcr.io/a/b:1', 'debian:12'] }],
    ['of an engine elsewhere', { info: { KernelVersion: '6.6.0-linuxkit' } }],
  ])('is not asked: %s', async (_name, more) => {
    expect(await look(() => refused, more)).toEqual({ registries: [] });
  });
  it('those of logins are asked, Docker Hub is not; a name that is unknown is silent', async () => {
    const config = '{"auths":{"https://index.docker.io/v1/":{},"nowhere":{}}}';
    expect(await look(() => reply(''), { config, tags: [] })).toMatchObject({
      registries: [{ name: 'nowhere', role: 'login', answer: { kind: 'silent' } }],
      hub: 3,
    });
  });
  it('a mirror is asked as its address says, insecure or not', async () => {
    const info = {
      RegistryConfig: { Mirrors: ['http://10.99.0.2:5000/'], InsecureRegistryCIDRs: ['10.0.0.0/8'] },
    };
    const answer = ({ tls }: Tcp) => (tls === undefined ? reply('', 502) : refused);
    expect(await look(answer, { info, tags: [] })).toMatchObject({
      registries: [{ role: 'mirror', answer: { kind: 'answers', status: 502 } }],
    });
  });
});

describe('proxies', () => {
  const look = (
    environment: Readonly<Record<string, string>>,
    { info = {}, host = 'unix' }: { info?: object; host?: 'unix' | 'tcp' | 'tls' } = {},
    answer: EngineReply | Unavailable = refused,
  ) =>
    collected(
      proxies,
      fakeHost({
        connect: ({ address }) => (address.kind === 'tcp' && address.port === 3128 ? 2 : refused),
        'engine-get': ({ path }) => (path === 'http://10.0.0.5:2375/_ping' ? answer : refused),
      }),
      {
        identity: someIdentity({ environment }),
        platform,
        engineInUse,
        engineInfo: infoOf(info),
        selectedEndpoint: {
          resolved: {
            kind: 'address',
            address:
              host === 'unix'
                ? { kind: 'unix', path: '/x' }
                : { kind: 'tcp', hostName: '10.0.0.5', port: 2375, ...(host === 'tls' ? { tls: {} } : {}) },
          },
        },
      },
    );
  const proxy = { kind: 'tcp', hostName: 'proxy', port: 3128 };

  it('none at all', async () => {
    expect(await look({})).toEqual({ session: [], engine: [], mirrors: [], noProxy: '' });
  });
  it('of the session, and the way without it', async () => {
    expect(await look({ https_proxy: 'http://proxy:3128' })).toMatchObject({
      session: [{ origin: 'HTTPS_PROXY', address: proxy, answer: 2 }],
      engine: [],
      direct: refused,
    });
  });
  it('of the engine', async () => {
    expect(await look({}, { info: { HttpProxy: 'http://proxy:8080' } })).toMatchObject({
      engine: [{ origin: 'HttpProxy', answer: refused }],
    });
  });
  it('an engine elsewhere has its own', async () => {
    expect(await look({}, { info: { KernelVersion: '6.6.0-linuxkit' } })).toMatchObject({
      engine: undefined,
    });
  });
  const via = { HTTP_PROXY: 'http://proxy:3128', HTTPS_PROXY: 'http://proxy:3128' };
  it.each<[string, EngineReply | Unavailable, object]>([
    ['the proxy itself', reply('Service Unavailable', 503), { status: 503, isEngine: false }],
    ['the engine', reply('OK'), { status: 200, isEngine: true }],
    ['nobody', refused, { isEngine: false }],
  ])('between clients and the engine, where %s answers', async (_name, answer, expected) => {
    expect(await look(via, { host: 'tcp' }, answer)).toMatchObject({
      detour: { endpoint: 'tcp://10.0.0.5:2375', host: '10.0.0.5', ...expected },
    });
  });
  it('are not asked for a way through TLS', async () => {
    expect(await look(via, { host: 'tls' })).toMatchObject({ detour: { proxy: { origin: 'HTTPS_PROXY' } } });
  });
  it('are passed by where NO_PROXY says so', async () => {
    expect(await look({ ...via, no_proxy: '10.0.0.0/8' }, { host: 'tcp' })).not.toHaveProperty('detour');
  });
});
