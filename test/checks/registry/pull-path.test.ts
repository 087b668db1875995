import { describe, expect, it, test } from 'vitest';
import { registryPullPath } from '#checks/registry/pull-path';
import { stopOfEngine } from '#checks/registry/pull-path.stops';
import { type Unavailable, unavailable } from '#core/answer';
import type { EnginePullLook } from '#facts/engine-pull-look';
import type { PullPath } from '#facts/pull-path';
import type { OwnPath } from '#facts/pull-walk';
import type { ShortName } from '#facts/short-names';
import { parseImageReference } from '#parse/image-reference';

const left = unavailable('not-looked', 'x', 'left out');
const refused = unavailable('unreachable', 'connect', 'ECONNREFUSED', { errno: 'ECONNREFUSED' });
const late = unavailable('timed-out', 'GET /v2/', 'no answer within 6000 ms');
const open: OwnPath = {
  addresses: ['192.0.2.7'],
  isPrivate: false,
  connected: 3,
  answer: { kind: 'answers', status: 401 },
  challenge: { kind: 'bearer', realm: 'https://r.example/token' },
};
const manifest = (status: number, more: Partial<OwnPath['manifest'] & object> = {}) =>
  ({ stage: 'manifest', status, headers: {}, durationMs: 1, ...more }) as NonNullable<OwnPath['manifest']>; // as a registry answers

interface World {
  readonly image?: string;
  readonly own?: OwnPath | undefined;
  readonly login?: PullPath['login'];
  readonly look?: EnginePullLook | Unavailable;
  readonly short?: ShortName;
  readonly said?: readonly string[];
  readonly path?: Unavailable;
  readonly ipv6?: boolean;
}
const judge = (world: World) => {
  const { image, login = 'none' } = world;
  const reference = image === undefined ? undefined : parseImageReference(image);
  const own = 'own' in world ? world.own : open;
  return registryPullPath.evaluate({
    wanted: image === undefined || reference === undefined ? undefined : { text: image, image: reference },
    path: world.path ?? {
      ...(reference === undefined || 'kind' in reference ? {} : { image: reference }),
      registry: image === undefined ? 'docker.io' : 'r.example',
      place: image === undefined ? 'registry-1.docker.io' : 'r.example',
      puller: 'docker',
      login,
      own,
    },
    look: world.look,
    short: world.short,
    refused: world.said === undefined ? undefined : { lines: world.said },
    route: { ipv4: true, ipv6: world.ipv6 === true },
    engine: left,
  });
};
const APP = 'r.example/app:1';
const refuses = (message: string, status = 500): EnginePullLook => ({ kind: 'refuses', status, message });
const has: EnginePullLook = { kind: 'has', platforms: [] };

describe('no image was named', () => {
  it('Docker Hub is reached', () => {
    const { findings, missing, evidence } = judge({
      own: { ...open, service: { place: 'auth:443', answer: 2 } },
    });
    expect({ findings, missing }).toEqual({ findings: [], missing: undefined });
    expect(evidence.map(({ source, observed }) => `${source}: ${observed}`)).toEqual([
      'resolve registry-1.docker.io: 192.0.2.7',
      'connect registry-1.docker.io: accepted in 3 ms',
      'GET /v2/ on registry-1.docker.io: HTTP 401',
      'connect auth:443 (tokens): accepted in 2 ms',
    ]);
  });
  it.each<[string, OwnPath | undefined]>([
    ['its name is not found', { isPrivate: false, addresses: unavailable('unreachable', 'x', 'ENOTFOUND') }],
    ['it takes no connection', { isPrivate: false, addresses: ['192.0.2.7'], connected: refused }],
    [
      'the proxy does not let it through',
      {
        isPrivate: false,
        proxy: { kind: 'tcp', hostName: 'proxy', port: 3128 },
        connected: 2,
        answer: { kind: 'silent', obstacle: unavailable('unreachable', 'x', 'HTTP 403') },
      },
    ],
    ['another machine pulls', undefined],
  ])('a host is well where %s', (_name, own) => {
    expect(judge({ own })).toMatchObject({ findings: [], missing: { reason: 'not-here' } });
  });
  it.each<[string, OwnPath]>([
    ['is silent once it is connected', { ...open, answer: { kind: 'silent', obstacle: late } }],
    [
      'has a certificate that nobody knows',
      { ...open, answer: { kind: 'unknown-ca', detail: 'x', directory: '/' } },
    ],
    ['ends TLS with an alert', { ...open, answer: { kind: 'unclear', detail: 'x', errno: 'EPROTO' } }],
  ])('nothing is claimed where it %s', (_name, own) => {
    expect(judge({ own })).toMatchObject({ findings: [], missing: { reason: 'unreachable' } });
  });
  it.each<[string, OwnPath, string]>([
    ['answers 503', { ...open, answer: { kind: 'answers', status: 503 } }, 'reg-unreachable'],
    ['counts too many', { ...open, answer: { kind: 'answers', status: 429 } }, 'reg-rate-limit'],
    [
      'has a certificate of the past',
      { ...open, answer: { kind: 'unclear', detail: 'certificate has expired', errno: 'CERT_HAS_EXPIRED' } },
      'reg-unreachable',
    ],
    [
      'is reached, and its tokens are not',
      { ...open, service: { place: 'auth:443', answer: late } },
      'reg-unreachable',
    ],
  ])('it is a warning where it %s', (_name, own, code) => {
    const { findings } = judge({ own });
    expect(findings).toMatchObject([{ code }]);
    expect(findings[0]?.severity ?? 'warning').toBe('warning');
  });
});

describe('an image was named', () => {
  it('and the engine has it, whatever is seen from outside it', () => {
    const own: OwnPath = { isPrivate: false, addresses: ['192.0.2.7'], connected: refused };
    expect(judge({ image: APP, own, look: has })).toMatchObject({ findings: [] });
    expect(judge({ image: APP, own, look: has }).missing).toBeUndefined();
  });
  it('or this host has, where no engine can be asked', () => {
    expect(judge({ image: APP, own: { ...open, manifest: manifest(200) } })).toMatchObject({ findings: [] });
  });
  it.each<[string, World, string, string]>([
    [
      'name',
      { own: { isPrivate: false, addresses: unavailable('unreachable', 'x', 'ENOTFOUND') } },
      'name',
      'ENOTFOUND',
    ],
    [
      'connection',
      { own: { isPrivate: true, addresses: ['10.0.0.1'], connected: refused } },
      'connection',
      'ECONNREFUSED',
    ],
    ['proxy', { look: refuses('proxyconnect tcp: dial tcp: connection refused') }, 'proxy', 'proxyconnect'],
    ['certificate', { look: refuses('Get "x": x509: certificate has expired') }, 'tls', 'expired'],
    ['status', { own: { ...open, answer: { kind: 'answers', status: 404 } } }, 'registry', 'HTTP 404'],
    ['token', { own: { ...open, manifest: manifest(503, { stage: 'token' }) } }, 'service', 'HTTP 503'],
    ['engine', { look: refuses('something new') }, 'engine', 'something new'],
  ])('reg-unreachable: %s', (_name, world, stage, detail) => {
    expect(judge({ image: APP, ...world }).findings).toMatchObject([
      {
        code: 'reg-unreachable',
        subject: 'r.example',
        params: { stage, detail: expect.stringContaining(detail), image: APP },
      },
    ]);
  });
  it('a refusal of the proxy, which the engine takes for one of the registry', () => {
    const own: OwnPath = {
      isPrivate: false,
      proxy: { kind: 'tcp', hostName: 'proxy', port: 3128 },
      connected: 2,
      answer: { kind: 'silent', obstacle: unavailable('unreachable', 'x', 'the proxy answers HTTP 403') },
    };
    for (const message of [
      'Get "https://r.example/v2/": Forbidden',
      'Get "https://r.example/v2/": Access violation',
    ])
      expect(judge({ image: APP, own, look: refuses(message) }).findings).toMatchObject([
        { code: 'reg-unreachable', params: { stage: 'proxy', detail: 'the proxy answers HTTP 403' } },
      ]);
    expect(judge({ image: APP, own })).toMatchObject({ findings: [], missing: { reason: 'unreachable' } });
  });
  it('a way elsewhere tells nothing', () => {
    const { findings, missing } = judge({ image: APP, own: { ...open, manifest: manifest(307) } });
    expect({ findings, missing }).toMatchObject({ findings: [], missing: { detail: 'HTTP 307' } });
  });
  it('counts, unlike Docker Hub when nobody asked', () => {
    expect(judge({ image: APP }).isWanted).toBe(true);
    expect(judge({}).isWanted).toBeUndefined();
  });
  it('what may only be slow is not claimed', () => {
    const { findings, missing } = judge({ image: APP, own: { ...open, manifest: late } });
    expect({ findings, missing }).toMatchObject({
      findings: [],
      missing: { detail: expect.stringContaining('6000 ms') },
    });
  });
  it('nobody could be asked', () => {
    expect(judge({ image: APP, own: undefined, look: late }).missing).toBe(late);
    expect(judge({ image: APP, own: open }).missing).toMatchObject({ detail: 'it could not be asked for' });
    expect(judge({ image: APP, path: left }).missing).toBe(left);
  });
  it('a certificate is judged elsewhere, which this row then waits for', () => {
    const own: OwnPath = { ...open, answer: { kind: 'unknown-ca', detail: 'self-signed', directory: '/' } };
    expect(judge({ image: APP, own })).toMatchObject({ findings: [], missing: { origin: 'pull-path' } });
  });
});

describe('reg-rate-limit', () => {
  it.each<[string, World, string]>([
    [
      'of the engine',
      { look: refuses('toomanyrequests: You have reached your pull rate limit.', 429) },
      'error',
    ],
    ['with a login', { look: refuses('toomanyrequests: x', 429), login: 'stored' }, 'warning'],
    ['of the manifest', { own: { ...open, manifest: manifest(429) } }, 'error'],
    [
      'none is left',
      { own: { ...open, manifest: manifest(200, { headers: { 'ratelimit-remaining': '0;w=21600' } }) } },
      'warning',
    ],
  ])('%s', (_name, world, severity) => {
    const { findings } = judge({ image: APP, ...world });
    expect(findings).toMatchObject([{ code: 'reg-rate-limit' }]);
    expect(findings[0]?.severity ?? 'warning').toBe(severity);
  });
  it('is none where some are left', () => {
    const own = { ...open, manifest: manifest(200, { headers: { 'ratelimit-remaining': '100;w=21600' } }) };
    expect(judge({ image: APP, own }).findings).toEqual([]);
  });
});

describe('reg-denied-or-typo', () => {
  it.each<[string, World, string]>([
    [
      'a tag that is not there',
      { image: APP, look: refuses('manifest unknown: manifest unknown', 404) },
      'unknown',
    ],
    ['the same, seen from here', { image: APP, own: { ...open, manifest: manifest(404) } }, 'unknown'],
    ['a login is wanted', { image: APP, look: refuses('no basic auth credentials', 401) }, 'login'],
    ['a login is wanted by Basic', { image: APP, own: { ...open, challenge: { kind: 'basic' } } }, 'login'],
    [
      'no token for everybody',
      { image: APP, own: { ...open, manifest: manifest(403, { stage: 'token' }) } },
      'login',
    ],
    ['capital letters', { image: 'r.example/App' }, 'upper-case'],
    ['an empty variable', { image: '' }, 'empty'],
  ])('%s', (_name, world, problem) => {
    expect(judge(world).findings).toMatchObject([{ code: 'reg-denied-or-typo', params: { problem } }]);
  });
  it.each(['stored', 'helper', 'unknown'] as const)('nothing is claimed where a login is %s', (login) => {
    const { findings, missing } = judge({ image: APP, login, look: refuses('denied', 403) });
    expect({ findings, missing }).toMatchObject({ findings: [], missing: { reason: 'denied' } });
  });
  test('its sentences name what to write', () => {
    const { remedy, message } = registryPullPath.codes['reg-denied-or-typo'];
    const params = { image: 'App', place: '', problem: 'upper-case', meant: 'app' } as const;
    expect(remedy(params)).toBe('Write app');
    expect(message(params)).toBe('"App" is no name of an image: there are capital letters in it.');
  });
});

describe('reg-stale-credentials', () => {
  const said = [
    'level=error msg="Get \\"https://r.example/v2/\\": unauthorized: incorrect username or password"',
  ];
  it('a public image, a login, and the word of the engine', () => {
    expect(judge({ image: APP, login: 'stored', look: has, said }).findings).toMatchObject([
      {
        code: 'reg-stale-credentials',
        params: { isPublic: true, said: 'unauthorized: incorrect username or password' },
      },
    ]);
  });
  it('a private one too: then nothing else is said of the login', () => {
    const { findings, missing } = judge({
      image: APP,
      login: 'stored',
      look: refuses('unauthorized', 401),
      said,
    });
    expect(findings).toMatchObject([{ code: 'reg-stale-credentials', params: { isPublic: false } }]);
    expect(missing).toBeUndefined();
  });
  it.each<[string, World]>([
    ['the engine said nothing', { login: 'stored', said: [] }],
    ['its log could not be read', { login: 'stored' }],
    ['no login is kept', { login: 'none', said }],
  ])('is none where %s', (_name, world) => {
    expect(judge({ image: APP, look: has, ...world }).findings).toEqual([]);
  });
});

describe('net-ipv6-broken', () => {
  const six = (connected: Unavailable): OwnPath => ({
    isPrivate: false,
    addresses: ['2001:db8::7'],
    connected,
  });
  const unreachable = unavailable('unreachable', 'connect', 'ENETUNREACH', { errno: 'ENETUNREACH' });
  it('IPv6 alone, and no route', () => {
    expect(judge({ image: APP, own: six(unreachable) }).findings).toMatchObject([
      { code: 'net-ipv6-broken', params: { address: '2001:db8::7', isOnly: true } },
    ]);
  });
  it('in the words of the engine', () => {
    const look = refuses(
      'Get "https://r/v2/": dial tcp [2001:db8::7]:443: connect: cannot assign requested address',
    );
    expect(judge({ image: APP, look }).findings).toMatchObject([
      { code: 'net-ipv6-broken', params: { detail: 'cannot assign requested address' } },
    ]);
  });
  it('a route that leads nowhere costs time alone', () => {
    const own = { ...open, connected6: { address: '2001:db8::7', answer: late } };
    expect(judge({ own, ipv6: true }).findings).toMatchObject([
      { code: 'net-ipv6-broken', severity: 'info', params: { isOnly: false } },
    ]);
    expect(judge({ image: APP, look: has, own, ipv6: true }).findings).toMatchObject([{ severity: 'info' }]);
  });
  it.each<[string, World]>([
    [
      'there is no route, so that nobody tries',
      { own: { ...open, connected6: { address: '::2', answer: unreachable } } },
    ],
    ['it works', { ipv6: true, own: { ...open, connected6: { address: '::2', answer: 3 } } }],
  ])('is none where %s', (_name, world) => {
    expect(judge(world).findings).toEqual([]);
  });
  it('a refusal is no lack of a route', () => {
    expect(judge({ image: APP, own: six(refused) }).findings).toMatchObject([{ code: 'reg-unreachable' }]);
  });
});

describe('podman-short-name', () => {
  const short = (more: Partial<ShortName>): ShortName => ({
    name: 'app',
    search: [],
    mode: 'permissive',
    isAlias: false,
    files: [],
    ...more,
  });
  it.each<[string, Partial<ShortName>, string]>([
    ['nothing is searched', {}, 'error'],
    ['several are, and it has to ask', { search: ['a', 'b'], mode: 'enforcing' }, 'warning'],
  ])('%s', (_name, more, severity) => {
    const { findings } = judge({ image: 'app', short: short(more) });
    expect(findings).toMatchObject([{ code: 'podman-short-name', subject: 'app' }]);
    expect(findings[0]?.severity ?? 'error').toBe(severity);
  });
  it.each<[string, Partial<ShortName>]>([
    ['it is an alias', { isAlias: true }],
    ['one registry is searched', { search: ['docker.io'], mode: 'enforcing' }],
    ['all are tried in turn', { search: ['a', 'b'] }],
  ])('is none where %s', (_name, more) => {
    expect(judge({ image: 'app', short: short(more), look: has }).findings).toEqual([]);
  });
});

// Words of Docker 20.10 and 28 as its source has them, and as the lab has seen the former.
test.each<[string, number, object]>([
  ['Get "https://r/v2/": dial tcp: lookup r on 10.99.0.2:53: no such host', 500, { stage: 'name' }],
  ['Get "https://r/v2/": dial tcp 10.0.0.1:443: connect: connection refused', 500, { stage: 'connection' }],
  [
    'Get "https://r/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    500,
    { stage: 'connection' },
  ],
  ['Get "https://r/v2/": x509: certificate signed by unknown authority', 500, { kind: 'trust' }],
  [
    'Get "https://r/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    500,
    { kind: 'trust' },
  ],
  ['Get "https://r/v2/": http: server gave HTTP response to HTTPS client', 500, { kind: 'trust' }],
  ['Get "https://r/v2/": x509: certificate is valid for a, not b', 500, { stage: 'tls' }],
  [
    'errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n',
    401,
    { kind: 'login' },
  ],
  [
    'error parsing HTTP 404 response body: invalid character: "404 page not found"',
    404,
    { stage: 'registry' },
  ],
  ['received unexpected HTTP status: 502 Bad Gateway', 500, { stage: 'registry' }],
  ['', 403, { kind: 'login' }],
  ['', 500, { stage: 'engine', detail: 'HTTP 500' }],
])('the engine says %j', (message, status, expected) => {
  expect(stopOfEngine({ kind: 'refuses', status, message })).toMatchObject(expected);
});
