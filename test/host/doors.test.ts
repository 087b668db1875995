import { describe, expect, it, test } from 'vitest';
import { unavailable } from '#core/answer';
import { OwnShortage } from '#core/errors';
import type { Ask } from '#core/host';
import { limited } from '#host/limited';
import { type Exchange, recording } from '#host/recording';
import { replayAsk } from '#host/replay';
import { traced } from '#host/traced';

const read = (ask: Ask, path: string) => ask('read-file', { path });
/** A host that answers each path with what is at hand when it is asked. */
const asked = (answer: (path: string) => unknown): Ask =>
  (async (_kind: string, asks: { path: string }) => answer(asks.path)) as Ask; // files alone are asked for here

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('limited', () => {
  const limits = { slots: 2, timeoutMs: 50, capMs: 100 };

  it('lets no more in than there are slots', async () => {
    let inside = 0;
    let most = 0;
    const ask = limited(
      asked(async (path) => {
        most = Math.max(most, ++inside);
        await pause(2);
        inside -= 1;
        return path;
      }),
      { ...limits, capMs: 5000 },
    );
    const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);
    expect(await Promise.all(paths.map((path) => read(ask, path)))).toEqual(paths);
    expect(most).toBe(2);
  });

  it('gives a call its own deadline, but none above the cap', async () => {
    const seen: unknown[] = [];
    const ask = limited((async (_kind, asks) => void seen.push(asks)) as Ask, limits); // no answer is looked at
    await ask('query', { argv: ['a'] });
    await ask('query', { argv: ['a'], timeoutMs: 20 });
    await ask('query', { argv: ['a'], timeoutMs: 9999 });
    expect(seen).toEqual([50, 20, 100].map((timeoutMs) => ({ argv: ['a'], timeoutMs })));
  });

  it('ends the wait for a call that cannot be ended', async () => {
    const ask = limited(
      asked(() => new Promise(() => undefined)),
      limits,
    );
    expect(await read(ask, '/dead/nfs')).toEqual(
      unavailable('timed-out', 'read /dead/nfs', 'no answer within 100 ms', { afterMs: 100 }),
    );
  });

  it('a call that throws gives its slot back, and reaches the asker alone', async () => {
    const ask = limited(
      asked(async (path) => {
        if (path === '/bad') throw new Error('bad');
        return path;
      }),
      { ...limits, slots: 1 },
    );
    await expect(read(ask, '/bad')).rejects.toThrow('bad');
    expect(await read(ask, '/good')).toBe('/good');
  });
});

describe('what dockmedic itself lacks is no answer', () => {
  const limits = { slots: 2, timeoutMs: 3000, capMs: 5000 };
  const refusing = (errno: string, times: number): Ask => {
    let count = 0;
    return limited(
      asked((path) =>
        ++count > times ? 'read' : unavailable('unreachable', `read ${path}`, errno, { errno }),
      ),
      limits,
    );
  };
  it('a passing shortage is waited for', async () => {
    expect(await read(refusing('EMFILE', 2), '/a')).toBe('read');
  });
  it.each(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'])('a lasting %s is thrown', async (errno) => {
    await expect(read(refusing(errno, 9), '/a')).rejects.toThrow(OwnShortage);
  });
  it('a full queue of clients is the lack of the engine', async () => {
    const ask = refusing('EAGAIN', 9);
    const address = { kind: 'unix', path: '/x' } as const;
    expect(await ask('engine-get', { address, path: '/_ping' })).toMatchObject({ errno: 'EAGAIN' });
  });
});

describe('recording and replay', () => {
  it('the latest answer is what a replay gives; deadlines make no difference', async () => {
    let count = 0;
    const kept = new Map<string, Exchange>();
    const ask = recording(
      asked(() => String(++count)),
      kept,
      (_kind, _asks, answer) => answer,
    );
    await read(ask, '/a');
    await ask('query', { argv: ['x'], timeoutMs: 5 });
    await read(ask, '/a');
    const exchanges = [...kept.values()];
    expect(exchanges.map(({ kind, answer }) => [kind, answer])).toEqual([
      ['read-file', '3'],
      ['query', '2'],
    ]);
    const target = { kind: 'replay', label: 'x' } as const;
    const replay = replayAsk({ recordingVersion: 1, target, origin: 'test', exchanges });
    expect(await read(replay, '/a')).toBe('3');
    expect(await replay('query', { argv: ['x'], timeoutMs: 99 })).toBe('2');
    expect(await read(replay, '/b')).toEqual(unavailable('unreachable', 'read /b', 'not in the recording'));
  });
});

test('a trace is one safe line for each call', async () => {
  const lines: string[] = [];
  let nowMs = 0;
  const inner = asked((path) =>
    path === '/a' ? 'text' : unavailable('denied', 'read', 'EACCES\n\u001b[31m'),
  );
  const ask = traced(
    inner,
    () => (nowMs += 5),
    (line) => lines.push(line),
  );
  await read(ask, '/a');
  await read(ask, '/b\u001b]0;title\u0007');
  expect(lines).toEqual([
    '5 ms  read /a: answered',
    '5 ms  read /b\\x1b]0;title\\x07: denied (EACCES ⏎ \\x1b[31m)',
  ]);
});
