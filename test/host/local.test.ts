import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  filesystemUsage,
  listDirectory,
  lstatPath,
  readTextFile,
  realPathOf,
  statPath,
} from '#host/local/files';
import { localAsk } from '#host/local/local-host';
import { memoryUsage } from '#host/local/memory';
import { connectTo, exchangeDatagram } from '#host/local/sockets';
import { someIdentity } from '#test/support/fake-host';

let directory: string;
const at = (name: string): string => join(directory, name);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
  writeFileSync(at('text'), 'é\n');
  writeFileSync(at('long'), 'x'.repeat(2000));
  writeFileSync(at('empty'), '');
  writeFileSync(at('$(reboot)'), 'harmless');
  symlinkSync('text', at('link'));
  symlinkSync('loop', at('loop'));
  execFileSync('mkfifo', [at('fifo')]);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('files', () => {
  it.each([
    ['text', 'é\n'],
    ['empty', ''],
    ['link', 'é\n'],
    ['$(reboot)', 'harmless'],
  ])('reads %s', async (name, text) => {
    expect(await readTextFile(at(name))).toBe(text);
  });
  it('reads what says that it is empty', async () => {
    expect(await readTextFile('/proc/self/status')).toMatch(/^Name:/);
  });
  it.each([
    ['missing', 'absent', 'ENOENT'],
    ['text/below', 'absent', 'ENOTDIR'],
    ['fifo', 'malformed', 'not a regular file but a fifo'],
    ['', 'malformed', 'not a regular file but a directory'],
    ['loop', 'unreachable', 'ELOOP'],
    ['a\0b', 'unreachable', 'ERR_INVALID_ARG_VALUE'],
  ])('does not read "%s"', async (name, reason, detail) => {
    const path = `${directory}/${name}`;
    expect(await readTextFile(path)).toMatchObject({ kind: 'unavailable', reason, detail });
  });
  it('reads no more than is wanted', async () => {
    expect(await readTextFile(at('long'), 1999)).toMatchObject({ detail: 'longer than 1999 bytes' });
    expect(await readTextFile(at('long'), 2000)).toHaveLength(2000);
    expect(await readTextFile('/dev/zero')).toMatchObject({ detail: 'not a regular file but a character' });
  });
  it('tells a link from what it leads to', async () => {
    expect(await lstatPath(at('link'))).toMatchObject({ type: 'symlink', linkTarget: 'text' });
    expect(await statPath(at('link'))).toMatchObject({ type: 'file', sizeBytes: 3 });
    expect(await realPathOf(at('link'))).toBe(await realPathOf(at('text')));
    expect(await statPath(at('fifo'))).toMatchObject({ type: 'fifo' });
    expect(await statPath(at('loop'))).toMatchObject({ errno: 'ELOOP' });
  });
  it('lists in order, and measures', async () => {
    const names = ['$(reboot)', 'empty', 'fifo', 'link', 'long', 'loop', 'text'];
    expect(await listDirectory(directory)).toEqual(names);
    expect(await listDirectory(at('none'))).toMatchObject({ reason: 'absent' });
    expect(await filesystemUsage(directory)).toMatchObject({ sizeBytes: expect.any(Number) });
    expect(await filesystemUsage(at('none'))).toMatchObject({ source: `statfs ${at('none')}` });
  });
});

describe('sockets', () => {
  it('connects, and says how long it took', async () => {
    const server = createServer((socket) => socket.end()).listen(at('s'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await connectTo({ kind: 'unix', path: at('s') }, 1000)).toEqual(expect.any(Number));
    await new Promise((resolve) => server.close(resolve));
    expect(await connectTo({ kind: 'unix', path: at('s') }, 1000)).toMatchObject({ reason: 'absent' });
  });
  it.each([
    [99_999, 'ERR_SOCKET_BAD_PORT'],
    [1, 'ECONNREFUSED'],
  ])('port %d', async (port, detail) => {
    expect(await connectTo({ kind: 'tcp', hostName: '127.0.0.1', port }, 1000)).toMatchObject({ detail });
  });
});

describe('datagrams', () => {
  it('one question, one reply', async () => {
    const server = createSocket('udp4', (message, from) => server.send(`${message}!`, from.port));
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    expect(await exchangeDatagram('127.0.0.1', server.address().port, '6869', 1000)).toMatchObject({
      hex: '686921',
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  it('a closed port says so', async () => {
    expect(await exchangeDatagram('127.0.0.1', 1, '00', 1000)).toMatchObject({ errno: 'ECONNREFUSED' });
  });
  it('silence ends at the deadline', async () => {
    const server = createSocket('udp4');
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    expect(await exchangeDatagram('127.0.0.1', server.address().port, '00', 50)).toMatchObject({
      afterMs: 50,
    });
    server.close();
  });
  it.each(['host.invalid', '::1%nowhere'])(
    '%s cannot be reached, and that is an answer',
    async (hostName) => {
      expect(await exchangeDatagram(hostName, 53, '00', 2000)).toMatchObject({ kind: 'unavailable' });
    },
  );
});

describe('this machine', () => {
  const ask = localAsk({
    identity: someIdentity(),
    signal: new AbortController().signal,
    kill: () => undefined,
  });
  it('answers what it is', async () => {
    expect(await ask('identity', {})).toEqual(someIdentity());
    expect(await ask('system', {})).toMatchObject({ kernelRelease: expect.any(String) });
    expect(await memoryUsage()).toMatchObject({ totalBytes: expect.any(Number) });
    expect(await ask('resolve-name', { name: 'localhost' })).toEqual(expect.arrayContaining(['127.0.0.1']));
    expect(await ask('resolve-name', { name: 'host.invalid' })).toMatchObject({ kind: 'unavailable' });
  });
});
