import { describe, expect, it } from 'vitest';
import { isUnavailable, unavailable } from '#core/answer';
import { OwnShortage } from '#core/errors';
import { defineFact, defineProbe, optional } from '#core/fact';
import { probingHost } from '#core/host';
import { type CollectorOptions, createCollector } from '#engine/collect-facts';

const host = probingHost({ kind: 'local', label: 'test' }, async (kind) =>
  unavailable('absent', kind, 'nothing here'),
);

const collectorWith = (options: Partial<CollectorOptions> = {}) =>
  createCollector({
    host,
    factTimeoutMs: 1000,
    passive: false,
    offline: false,
    signal: new AbortController().signal,
    ...options,
  });

const counted = () => {
  let count = 0;
  const fact = defineFact({
    id: 'counted',
    summary: 'counts how often it is collected',
    needs: {},
    collect: async () => {
      count += 1;
      return count;
    },
  });
  return { fact, times: () => count };
};

it('collects a fact once, however many ask', async () => {
  const { fact, times } = counted();
  const collector = collectorWith();
  const doubled = defineFact({
    id: 'doubled',
    summary: '',
    needs: { fact },
    collect: async (_host, { fact }) => fact * 2,
  });
  expect(await Promise.all([collector.get(fact), collector.get(fact), collector.get(doubled)])).toEqual([
    1, 1, 2,
  ]);
  expect(times()).toBe(1);
});

describe('a missing need', () => {
  const broken = defineFact({
    id: 'broken',
    summary: 'never there',
    needs: {},
    collect: async () => unavailable('denied', 'read /secret', 'EACCES', { errno: 'EACCES' }),
  });

  it('makes its asker missing too, with the first fact as origin', async () => {
    const second = defineFact({ id: 'second', summary: '', needs: { broken }, collect: async () => 1 });
    const third = defineFact({ id: 'third', summary: '', needs: { second }, collect: async () => 1 });
    expect(await collectorWith().get(third)).toEqual({
      kind: 'unavailable',
      reason: 'denied',
      source: 'read /secret',
      detail: 'EACCES',
      errno: 'EACCES',
      origin: 'broken',
    });
  });

  it('is handed over when it is optional', async () => {
    const tolerant = defineFact({
      id: 'tolerant',
      summary: '',
      needs: { broken: optional(broken) },
      collect: async (_host, { broken }) => (isUnavailable(broken) ? 'went on' : 'never'),
    });
    expect(await collectorWith().get(tolerant)).toBe('went on');
  });
});

it('turns a crash into a reason of its own', async () => {
  const crashing = defineFact({
    id: 'crashing',
    summary: 'has a bug',
    needs: {},
    collect: async (): Promise<number> => {
      throw new Error('undefined is not a function');
    },
  });
  expect(await collectorWith().get(crashing)).toMatchObject({
    reason: 'crashed',
    detail: 'undefined is not a function',
  });
});

describe('deadlines', () => {
  const silent = defineFact({
    id: 'silent',
    summary: 'waits for ever',
    needs: {},
    collect: () => new Promise<number>(() => undefined),
  });

  it('give up on a silent fact and name it', async () => {
    expect(await collectorWith({ factTimeoutMs: 20 }).get(silent)).toMatchObject({
      reason: 'timed-out',
      source: 'waits for ever',
    });
  });

  it('end with the run, for facts under way and for facts asked for later', async () => {
    const controller = new AbortController();
    const collector = collectorWith({ signal: controller.signal });
    const before = collector.get(silent);
    controller.abort('SIGINT');
    expect(await before).toMatchObject({ reason: 'timed-out', detail: 'the run ended first: SIGINT' });
    const later = defineFact({
      id: 'later',
      summary: '',
      needs: {},
      collect: () => new Promise<number>(() => undefined),
    });
    expect(await collector.get(later)).toMatchObject({ reason: 'timed-out' });
  });
});

describe('flags', () => {
  const probe = defineProbe({ id: 'probe', summary: 'creates', needs: {}, collect: async () => 'created' });
  const online = defineFact({
    id: 'online',
    summary: 'asks outside',
    needs: {},
    online: true,
    collect: async () => 'asked',
  });

  it('--passive leaves out what creates', async () => {
    const collector = collectorWith({ passive: true });
    expect(await collector.get(probe)).toMatchObject({ reason: 'not-looked' });
    expect(await collector.get(online)).toBe('asked');
  });

  it('--offline leaves out what asks outside', async () => {
    const collector = collectorWith({ offline: true });
    expect(await collector.get(online)).toMatchObject({ reason: 'not-looked' });
    expect(await collector.get(probe)).toBe('created');
  });
});

it('a shortage of our own makes a fact unavailable in clear words, and is no bug', async () => {
  const fact = defineFact({
    id: 'short',
    summary: 'a look',
    needs: {},
    collect: async () => {
      throw new OwnShortage('EMFILE');
    },
  });
  expect(await collectorWith().get(fact)).toMatchObject({
    reason: 'unreachable',
    detail: 'dockmedic may open no more files (ulimit -n) (EMFILE)',
    errno: 'EMFILE',
  });
});
