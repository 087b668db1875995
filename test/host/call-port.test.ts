import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { PROBE_GREETING } from '#core/probe-words';
import { callPort } from '#host/local/call-port';
import { roundTrip } from '#host/local/round-trip';
import { json, startFakeEngine } from './fake-engine.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Somebody on the loopback address; the answer is the port. */
const listening = (receive: (socket: Socket, attempt: number) => void): Promise<number> =>
  new Promise((resolve) => {
    let attempt = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      attempt += 1;
      receive(socket, attempt);
    });
    ends.push(() => server.close());
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

const NEVER = new AbortController().signal;
const endsIn = (ms: number): AbortSignal => AbortSignal.timeout(ms);

test('the probe says its word', async () => {
  const port = await listening((socket) => socket.write(PROBE_GREETING));

  expect(await callPort(port, NEVER)).toMatchObject({ port, answered: true, attempts: 1 });
});

test('it is called again until it listens', async () => {
  const port = await listening((socket, attempt) =>
    attempt < 3 ? socket.end() : socket.write(PROBE_GREETING),
  );

  expect(await callPort(port, NEVER)).toMatchObject({ answered: true, attempts: 3 });
});

describe('in vain until its end', () => {
  test.each<[string, (socket: Socket) => void, string]>([
    [
      'an opened connection proves nothing',
      (socket) => socket.end(),
      'the connection was closed without a word',
    ],
    ['somebody else', (socket) => socket.write('SSH-2.0'), 'somebody else answered'],
  ])('%s', async (_name, receive, detail) => {
    const port = await listening(receive);

    expect(await callPort(port, endsIn(300))).toMatchObject({ answered: false, detail });
  });

  test('nobody listens', async () => {
    const port = await listening(() => undefined);
    await ends.pop()?.();
    const call = await callPort(port, endsIn(200));

    expect(call).toMatchObject({ answered: false, detail: 'ECONNREFUSED' });
    expect(call.attempts).toBeGreaterThan(1);
    expect(call.forMs).toBeGreaterThan(150);
  });

  test('a container that has ended already is not called', async () => {
    expect(await callPort(9, AbortSignal.abort())).toMatchObject({ answered: false, attempts: 0 });
  });
});

describe('a round trip', () => {
  const travel = async (inspected: object, called: boolean) => {
    const engine = await startFakeEngine({
      'inspect-container': json(200, inspected),
      wait: (response) =>
        void setTimeout(() => json(200, { StatusCode: 0 })(response, undefined as never), 250), // the request is not read
    });
    ends.push(() => engine.stop());
    return roundTrip({
      address: { kind: 'unix', path: engine.path },
      architecture: 'x86_64',
      network: { references: [], called },
      timeoutMs: 4000,
      signal: NEVER,
    });
  };
  const publishing = (port: number) => ({
    NetworkSettings: { Ports: { '1/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } },
  });

  test('calls the port where the engine published it', { timeout: 20_000 }, async () => {
    const port = await listening((socket) => socket.write(PROBE_GREETING));

    expect(await travel(publishing(port), true)).toMatchObject({
      exitCode: 0,
      call: { port, answered: true },
    });
  });

  test('does not call unasked, nor a port that the engine does not tell', { timeout: 20_000 }, async () => {
    expect(await travel(publishing(9), false)).not.toHaveProperty('call');
    expect(await travel({ NetworkSettings: {} }, true)).not.toHaveProperty('call');
    expect(await travel({ NetworkSettings: { Ports: { '1/tcp': null } } }, true)).not.toHaveProperty('call');
  });
});
