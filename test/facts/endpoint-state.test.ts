import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { unavailable } from '#core/answer';
import { type Ask, type EngineAddress, type ProbingHost, probingHost } from '#core/host';
import { probeEndpoint } from '#facts/endpoint-state';
import { localAsk } from '#host/local/local-host';
import { byPath, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

let directory: string;
const open: { close(): unknown }[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  rmSync(directory, { recursive: true, force: true });
});

/** This machine, patient for half a second. */
const machine = (): ProbingHost => {
  const ask = localAsk({
    identity: someIdentity(),
    signal: new AbortController().signal,
    kill: () => undefined,
  });
  const hasty: Ask = (kind, asks) => ask(kind, { ...asks, timeoutMs: 500 });
  return probingHost({ kind: 'local', label: 'local' }, hasty);
};
const path = (name: string): string => join(directory, name);
const stateAt = async (name: string) =>
  (await probeEndpoint(machine(), { kind: 'unix', path: path(name) })).state;

const listen = (server: Server, where: string | 0): Promise<number> =>
  new Promise((resolve) => {
    open.push(server);
    server.listen(where, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
/** Hands over each connection; none of them outlives the test. */
const raw = (serve: (socket: Socket) => void): Server =>
  createServer((socket) => {
    open.push({ close: () => socket.destroy() });
    socket.on('error', () => undefined);
    serve(socket);
  });
const saying = (bytes: string): Server =>
  raw((socket) => socket.once('data', () => socket.end(bytes, 'latin1')));
const http = (status: number, headers: Record<string, string>, body: string): Server =>
  createHttpServer((_request, response) => response.writeHead(status, headers).end(body));

describe('an engine', () => {
  it('Docker', async () => {
    await listen(http(200, { 'Api-Version': '1.41' }, 'OK'), path('s'));
    expect(await stateAt('s')).toMatchObject({ kind: 'answers', engine: 'docker', apiVersion: '1.41' });
  });
  it('Podman that says it is Docker', async () => {
    await listen(http(200, { 'Api-Version': '1.41', 'Libpod-API-Version': '4.3.1' }, 'OK'), path('s'));
    expect(await stateAt('s')).toMatchObject({ kind: 'answers', engine: 'podman' });
  });
  it('behind a link', async () => {
    await listen(http(200, { 'Api-Version': '1.41' }, 'OK'), path('s'));
    symlinkSync('s', path('link'));
    expect(await stateAt('link')).toMatchObject({ kind: 'answers' });
  });
});

describe('no file to open', () => {
  it('missing', async () => expect(await stateAt('s')).toEqual({ kind: 'missing' }));
  it('missing below a file', async () => {
    writeFileSync(path('file'), '');
    expect(await stateAt('file/s')).toEqual({ kind: 'missing' });
  });
  it('directory', async () => {
    mkdirSync(path('s'));
    expect(await stateAt('s')).toEqual({ kind: 'directory', entries: [] });
    mkdirSync(path('s/own'));
    expect(await stateAt('s')).toEqual({ kind: 'directory', entries: ['own'] });
  });
  it('regular file', async () => {
    writeFileSync(path('s'), '');
    expect(await stateAt('s')).toEqual({ kind: 'not-a-socket', type: 'file' });
  });
  it('named pipe', async () => {
    execFileSync('mkfifo', [path('s')]);
    expect(await stateAt('s')).toEqual({ kind: 'not-a-socket', type: 'fifo' });
  });
  it('dangling link', async () => {
    symlinkSync('/nowhere/docker.sock', path('s'));
    expect(await stateAt('s')).toEqual({ kind: 'dangling', linkTarget: '/nowhere/docker.sock' });
  });
  it('links in a circle', async () => {
    symlinkSync('b', path('a'));
    symlinkSync('a', path('b'));
    expect(await stateAt('a')).toEqual({ kind: 'dangling', linkTarget: 'b' });
  });
  it('a path longer than a socket address, which would be cut', async () => {
    const state = await stateAt('x'.repeat(120));
    expect(state).toMatchObject({ kind: 'unreachable', detail: expect.stringContaining('holds 107') });
  });
});

describe('somebody else, or nobody, behind the socket', () => {
  it('nobody listens', async () => {
    spawnSync(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(path('s'))}, () => process.kill(process.pid, 'SIGKILL'))`,
    ]);
    expect(await stateAt('s')).toEqual({ kind: 'refused' });
  });
  it('accepts, never answers', async () => {
    await listen(
      raw(() => undefined),
      path('s'),
    );
    expect(await stateAt('s')).toEqual({ kind: 'hung', afterMs: 500 });
  });
  it('begins an answer and stops', async () => {
    await listen(
      raw((socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nO')),
      path('s'),
    );
    expect(await stateAt('s')).toEqual({ kind: 'hung', afterMs: 500 });
  });
  it.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.2\r\n', 'it does not speak HTTP'],
    ['hangs up', '', 'it closed the connection without an answer'],
  ])('%s', async (_name, bytes, detail) => {
    await listen(saying(bytes), path('s'));
    expect(await stateAt('s')).toEqual({ kind: 'not-http', detail });
  });
  it.each([
    ['TLS alert', saying('\x15\x03\x01\x00\x02\x02\x46')],
    ['400 of a Go server', http(400, {}, 'Client sent an HTTP request to an HTTPS server.\n')],
  ])('%s', async (_name, server) => {
    await listen(server, path('s'));
    expect(await stateAt('s')).toEqual({ kind: 'tls-expected' });
  });
  it.each([
    ['a web server', 200, '<html>welcome</html>'],
    ['a proxy with nothing behind it', 502, 'Bad Gateway'],
  ])('%s', async (_name, status, body) => {
    await listen(http(status, {}, body), path('s'));
    expect(await stateAt('s')).toEqual({ kind: 'http-error', status, body });
  });
  it('ten megabytes', async () => {
    await listen(http(500, {}, 'x'.repeat(10_000_000)), path('s'));
    expect(await stateAt('s')).toEqual({ kind: 'http-error', status: 500, body: 'x'.repeat(200) });
  });
});

describe('TCP', () => {
  const probe = async (port: number, more: object = {}) => {
    const address: EngineAddress = { kind: 'tcp', hostName: '127.0.0.1', port, ...more };
    return (await probeEndpoint(machine(), address)).state;
  };
  it('nobody listens', async () => {
    const server = raw(() => undefined);
    const port = await listen(server, 0);
    await new Promise((resolve) => server.close(resolve));
    expect(await probe(port)).toEqual({ kind: 'unreachable', detail: 'ECONNREFUSED' });
  });
  it('accepts, never answers', async () => {
    const port = await listen(
      raw(() => undefined),
      0,
    );
    expect(await probe(port)).toEqual({ kind: 'hung', afterMs: 500 });
  });
  it('a port that is none', async () => {
    expect(await probe(99_999)).toEqual({ kind: 'unreachable', detail: 'ERR_SOCKET_BAD_PORT' });
  });
  it('plain where TLS is asked for', async () => {
    const port = await listen(http(200, { 'Api-Version': '1.41' }, 'OK'), 0);
    expect(await probe(port, { tls: { skipVerify: true } })).toEqual({ kind: 'tls-refused' });
  });
  it('TLS without the file of its authority', async () => {
    const caPath = path('ca.pem');
    expect(await probe(2376, { tls: { caPath } })).toEqual({ kind: 'tls-file-missing', path: caPath });
  });
});

// Root passes every door, so these are told by a host of plain values.
describe('closed doors', () => {
  const denied = (source: string) => unavailable('denied', source, 'EACCES', { errno: 'EACCES' });
  const closed = fileStat('directory', { mode: 0o700 });
  const socket = fileStat('socket', { mode: 0o660, gid: 998 });
  const unix = (where: string) => ({ kind: 'unix', path: where }) as const;

  it('the first closed directory on the way is named', async () => {
    const host = fakeHost({
      lstat: byPath({
        '/run/podman': closed,
        '/run/podman/podman.sock': denied('lstat /run/podman/podman.sock'),
      }),
      stat: byPath({ '/run/podman': closed }),
    });
    const { state } = await probeEndpoint(host, unix('/run/podman/podman.sock'));
    expect(state).toEqual({ kind: 'denied', at: 'directory', path: '/run/podman', stat: closed });
  });
  it('so is the one behind a link', async () => {
    const host = fakeHost({
      lstat: byPath({
        '/run/docker.sock': fileStat('symlink', { linkTarget: 'podman/podman.sock' }),
        '/run/podman': closed,
        '/run/podman/podman.sock': denied('lstat /run/podman/podman.sock'),
      }),
      stat: byPath({ '/run/docker.sock': denied('stat /run/docker.sock'), '/run/podman': closed }),
    });
    const { state } = await probeEndpoint(host, unix('/run/docker.sock'));
    expect(state).toMatchObject({ kind: 'denied', at: 'directory', path: '/run/podman' });
  });
  it.each([
    ['EACCES', { kind: 'denied', at: 'socket', path: '/s', stat: socket }],
    ['EAGAIN', { kind: 'hung', afterMs: 0 }],
    ['EMFILE', { kind: 'unreachable', detail: 'EMFILE' }],
  ])('the socket itself says %s', async (errno, state) => {
    const reason = errno === 'EACCES' ? 'denied' : 'unreachable';
    const host = fakeHost({
      lstat: byPath({ '/s': socket }),
      'engine-get': () => unavailable(reason, 'GET /_ping', errno, { errno }),
    });
    expect((await probeEndpoint(host, unix('/s'))).state).toEqual(state);
  });
});

test('the evidence says what was asked and what came back', async () => {
  symlinkSync('/nowhere', path('s'));
  const { evidence } = await probeEndpoint(machine(), { kind: 'unix', path: path('s') });
  expect(evidence).toEqual([
    {
      source: `lstat ${path('s')}`,
      observed: expect.stringMatching(/^symlink to \/nowhere, owner \d+:\d+$/),
    },
    { source: `stat ${path('s')}`, observed: 'ENOENT' },
  ]);
});
