import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { roundTrip } from '#host/local/round-trip';
import { type Call, type FakeEngine, json, startFakeEngine } from './fake-engine.ts';

let engine: FakeEngine;
let victim: Server;
let victimUrl: string;
const asked: string[] = [];
beforeEach(async () => {
  asked.length = 0;
  victim = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => victim.listen(0, '127.0.0.1', resolve));
  victimUrl = `http://127.0.0.1:${(victim.address() as AddressInfo).port}/secret`;
});
afterEach(async () => {
  await engine.stop();
  victim.closeAllConnections();
  await new Promise((resolve) => victim.close(resolve));
});

const travel = async (broken: Parameters<typeof startFakeEngine>[0], timeoutMs = 4000) => {
  engine = await startFakeEngine(broken);
  const address = { kind: 'unix', path: engine.path } as const;
  return roundTrip({ address, architecture: 'x86_64', timeoutMs, signal: new AbortController().signal });
};

const STAGES: readonly Call[] = ['import', 'create', 'attach', 'start', 'wait'];
const CALLS: readonly Call[] = [
  ...STAGES,
  'remove-container',
  'remove-image',
  'list-containers',
  'list-images',
];

const to = (location: string, status: number) => (response: ServerResponse) =>
  response.writeHead(status, { Location: location }).end('moved');

describe('an engine that sends us elsewhere is not followed', () => {
  test.each(CALLS.flatMap((call) => [301, 302, 307, 308].map((status) => [call, status] as const)))(
    'at %s with %i',
    async (call, status) => {
      const trip = await travel({ [call]: to(victimUrl, status) });

      expect(asked).toEqual([]);
      if (STAGES.includes(call)) {
        const failure = { stage: call, status, detail: `it sends us to ${victimUrl}` };
        expect(trip).toMatchObject({ failure, leftovers: [] });
        expect(engine.things).toEqual(new Set());
      }
      expect(engine.calls).not.toContain('elsewhere');
    },
  );

  test.each([
    '/info',
    'http://no.such.host.invalid/',
    'ftp://example.com/',
    'http://[',
    '//',
    'javascript:1',
    '',
  ])('to "%s"', async (location) => {
    const trip = await travel({ start: to(location, 302) });

    expect(trip).toMatchObject({ failure: { stage: 'start', status: 302 }, leftovers: [] });
    expect(engine.calls).not.toContain('elsewhere');
    expect(engine.things).toEqual(new Set());
  });

  test('without saying where', async () => {
    expect(await travel({ create: (response) => response.writeHead(304).end() })).toMatchObject({
      failure: { stage: 'create', status: 304, detail: 'HTTP 304' },
    });
  });
});

describe('answers of another form are a failed stage, and what was made is removed', () => {
  const BODIES: readonly unknown[] = [
    { message: { toString: 1 } },
    { error: { toString: 1, valueOf: 1 } },
    { toString: 1 },
    { message: null },
    [],
    null,
    'text',
  ];
  test.each(STAGES.flatMap((stage) => BODIES.map((body) => [stage, JSON.stringify(body), body] as const)))(
    '500 to %s with %s',
    async (stage, _text, body) => {
      const trip = await travel({ [stage]: json(500, body) });

      expect(trip).toMatchObject({ failure: { stage, status: 500 }, leftovers: [] });
      expect(engine.things).toEqual(new Set());
    },
  );

  test.each([201, 202, 206, 299])('%i with such a body is a success of no content', async (status) => {
    const trip = await travel({ wait: json(status, { message: { toString: 1 } }) });

    expect(trip).toMatchObject({ failure: { stage: 'wait' }, leftovers: [] });
  });

  test.each([
    '{"StatusCode":1e999}',
    '{"StatusCode":1.5}',
    '{"StatusCode":"0"}',
    '{"StatusCode":null}',
    '{}',
  ])('no exit code: %s', async (body) => {
    expect(await travel({ wait: (response) => response.end(body) })).toMatchObject({
      failure: { stage: 'wait', detail: 'the engine did not tell the exit code' },
      leftovers: [],
    });
  });

  test.each<[string, (response: ServerResponse) => void, string]>([
    [
      'breaks off its answer',
      (response) => {
        response.writeHead(200, { 'Content-Length': '100' }).write('{', () => response.socket?.destroy());
      },
      'the engine broke off its answer',
    ],
    [
      'speaks another protocol',
      (response) => response.socket?.end('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
      'another protocol',
    ],
    ['speaks no HTTP', (response) => response.socket?.end('hello\r\n\r\n'), ''],
  ])('an engine that %s', async (_what, reply, detail) => {
    for (const stage of ['create', 'wait'] as const) {
      const trip = await travel({ [stage]: reply });

      expect(trip).toMatchObject({ failure: { stage, detail: expect.stringContaining(detail) } });
      expect(engine.things).toEqual(new Set());
      if (stage === 'create') await engine.stop();
    }
  });

  test.each([502, 504])('a proxy that lost the answer to a creation: %i', async (status) => {
    const trip = await travel({
      create: (response, { url = '' }) => {
        engine.things.add(`container ${new URL(url, 'http://engine').searchParams.get('name')}`);
        response.writeHead(status).end('gateway');
      },
    });

    expect(trip).toMatchObject({ failure: { stage: 'create', status }, leftovers: [] });
    expect(engine.things).toEqual(new Set());
  });

  test('the words of a proxy that answers with text', async () => {
    expect(
      await travel({ import: (response) => response.writeHead(403).end('not for you\n') }),
    ).toMatchObject({ failure: { stage: 'import', status: 403, detail: 'not for you' } });
  });
});
