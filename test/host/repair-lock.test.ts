import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { type Holder, lockHolder, takeLock } from '#host/local/repair-lock';

let count = 0;
const someName = (): string => {
  count += 1;
  return `\0dockmedic-test-${process.pid}-${count}`;
};
const me: Holder = {
  pid: process.pid,
  since: '2026-11-22T05:50:19.000Z',
  run: '20261122T055019Z-3f2a',
};

test('one holds it, the other is told who; released, it is free', async () => {
  const name = someName();
  expect(await lockHolder(name)).toBeUndefined();
  const first = await takeLock(me, name);
  expect(first.kind).toBe('locked');
  expect(await takeLock(me, name)).toEqual({ kind: 'held', holder: me });
  expect(await lockHolder(name)).toEqual(me);
  if (first.kind === 'locked') await first.release();
  const again = await takeLock(me, name);
  expect(again.kind).toBe('locked');
  if (again.kind === 'locked') await again.release();
});

test('of many that come at once one gets it', async () => {
  const name = someName();
  const all = await Promise.all(Array.from({ length: 20 }, () => takeLock(me, name)));
  expect(all.filter(({ kind }) => kind === 'locked')).toHaveLength(1);
  for (const lock of all) if (lock.kind === 'locked') await lock.release();
});

test('a killed holder leaves nothing behind', async () => {
  const name = someName();
  const code = `require('node:net').createServer().listen({ path: ${JSON.stringify(name)} }, () => console.log('held'))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  expect((await takeLock(me, name)).kind).toBe('held');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await takeLock(me, name);
  expect(lock.kind).toBe('locked');
  if (lock.kind === 'locked') await lock.release();
});

test.each([
  ['nothing', ''],
  ['no JSON', 'hello'],
  ['other JSON', '{"pid": "1"}'],
  ['null', 'null'],
  ['without end', 'x'.repeat(100_000)],
])('a stranger who holds the name and answers %s is somebody', async (_what, answer) => {
  const name = someName();
  const stranger = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(answer);
  });
  stranger.listen({ path: name });
  await once(stranger, 'listening');
  expect(await takeLock(me, name)).toEqual({ kind: 'held', holder: undefined });
  expect(await lockHolder(name)).toBe('somebody');
  stranger.close();
});

test('one that never answers is not waited for', async () => {
  const name = someName();
  const silent = createServer((socket) => socket.on('error', () => undefined));
  silent.listen({ path: name });
  await once(silent, 'listening');
  const startedMs = performance.now();
  expect(await takeLock(me, name)).toEqual({ kind: 'held', holder: undefined });
  expect(performance.now() - startedMs).toBeLessThan(5000);
  silent.close();
});
