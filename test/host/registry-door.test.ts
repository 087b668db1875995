import { readFileSync } from 'node:fs';
import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, test } from 'vitest';
import { PROXY_ANSWER } from '#core/host';
import { engineGet } from '#host/local/engine-http';
import { askForManifest } from '#host/local/manifest';

const sample = (name: string): string => fileURLToPath(new URL(`../samples/tls/${name}`, import.meta.url));
const pem = (name: string): string => readFileSync(sample(name), 'utf8');
const caPath = sample('cert.pem');

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
const listening = async (server: Server): Promise<number> => {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // listening on TCP
};
const secure = (listener: RequestListener): Promise<number> =>
  listening(createHttps({ key: pem('key.pem'), cert: pem('cert.pem') }, listener));

const place = (port: number) => ({ kind: 'tcp', hostName: '127.0.0.1', port }) as const;

/** A proxy that lets through what `allow` allows, and keeps what it was sent. */
const proxy = async (allow: boolean) => {
  const seen: IncomingMessage[] = [];
  const server = createHttp((asked, answer) => {
    seen.push(asked);
    answer.writeHead(allow ? 200 : 407).end('by the proxy');
  });
  server.on('connect', (asked, client) => {
    seen.push(asked);
    if (!allow) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const { hostname, port } = new URL(`http://${asked.url}`);
    const behind = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(behind).pipe(client);
    });
    behind.on('error', () => client.destroy());
    client.on('error', () => behind.destroy());
  });
  return { port: await listening(server), seen };
};

describe('through a proxy', () => {
  it('TLS goes in a tunnel, with its certificate looked at', async () => {
    const port = await secure((_asked, answer) => answer.writeHead(401).end());
    const via = await proxy(true);
    const address = { ...place(port), via: { hostName: '127.0.0.1', port: via.port } };
    expect(await engineGet({ ...address, tls: { caPath } }, '/v2/', 2000)).toMatchObject({ status: 401 });
    expect(via.seen[0]).toMatchObject({ method: 'CONNECT', url: `127.0.0.1:${port}` });
    expect(via.seen[0]?.headers).not.toHaveProperty('proxy-authorization');
    expect(await engineGet({ ...address, tls: { publicAuthorities: true } }, '/v2/', 2000)).toMatchObject({
      kind: 'unavailable',
      errno: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });
  it('what is not TLS is a question to the proxy', async () => {
    const via = await proxy(true);
    const address = { ...place(5000), via: { hostName: '127.0.0.1', port: via.port } };
    expect(await engineGet(address, '/v2/', 2000)).toMatchObject({ status: 200, body: 'by the proxy' });
    expect(via.seen[0]).toMatchObject({ method: 'GET', url: 'http://127.0.0.1:5000/v2/' });
  });
  it('that wants a login is an obstacle', async () => {
    const via = await proxy(false);
    const address = { ...place(5443), via: { hostName: '127.0.0.1', port: via.port } };
    expect(await engineGet({ ...address, tls: { caPath } }, '/v2/', 2000)).toMatchObject({
      errno: PROXY_ANSWER,
      detail: 'the proxy answers HTTP 407',
    });
  });
  it('that is silent, or not there, is one too', async () => {
    const silent = await listening(createHttp().on('connect', () => undefined));
    const address = { ...place(5443), tls: { caPath }, via: { hostName: '127.0.0.1', port: silent } };
    expect(await engineGet(address, '/v2/', 100)).toMatchObject({ reason: 'timed-out' });
    expect(
      await engineGet({ ...address, via: { hostName: '127.0.0.1', port: 1 } }, '/v2/', 2000),
    ).toMatchObject({
      errno: 'ECONNREFUSED',
    });
  });
});

describe('a manifest', () => {
  const registry = async (token: string, status = 200) => {
    const seen: IncomingMessage[] = [];
    const port = await secure((asked, answer) => {
      seen.push(asked);
      if (asked.url?.startsWith('/token') === true) return answer.writeHead(status).end(token);
      const isOpen = asked.headers.authorization === 'Bearer for-everybody';
      return answer.writeHead(isOpen ? 200 : 401, { 'RateLimit-Remaining': '99;w=21600' }).end();
    });
    const address = { ...place(port), tls: { caPath } };
    const asked = { address, name: 'library/debian', reference: '12' };
    return {
      asked,
      seen,
      service: address,
      servicePath: '/token?service=s&scope=repository:library/debian:pull',
    };
  };

  it('with the token that everybody gets, which stays here', async () => {
    const { asked, seen, ...rest } = await registry('{"token":"for-everybody"}');
    const reply = await askForManifest({ ...asked, ...rest }, 2000);
    expect(reply).toMatchObject({
      stage: 'manifest',
      status: 200,
      headers: { 'ratelimit-remaining': '99;w=21600' },
    });
    expect(JSON.stringify(reply)).not.toContain('for-everybody');
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /token?service=s&scope=repository:library/debian:pull',
      'HEAD /v2/library/debian/manifests/12',
    ]);
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
    expect(seen[1]?.headers.accept).toContain('application/vnd.oci.image.index.v1+json');
  });
  test('the other name of a token', async () => {
    const { asked, seen: _seen, ...rest } = await registry('{"access_token":"for-everybody"}');
    expect(await askForManifest({ ...asked, ...rest }, 2000)).toMatchObject({ status: 200 });
  });
  it('without a service it is asked for as it is', async () => {
    const { asked } = await registry('');
    expect(await askForManifest(asked, 2000)).toMatchObject({ stage: 'manifest', status: 401 });
  });
  it.each([
    ['refuses', '{}', 401],
    ['answers nonsense', '<html>', 200],
    ['gives what cannot be sent', '{"token":"a\\nb"}', 200],
    ['gives nothing', 'null', 200],
  ])('a service that %s ends it', async (_name, token, status) => {
    const { asked, seen, ...rest } = await registry(token, status);
    expect(await askForManifest({ ...asked, ...rest }, 2000)).toMatchObject({ stage: 'token', status });
    expect(seen).toHaveLength(1);
  });
});
