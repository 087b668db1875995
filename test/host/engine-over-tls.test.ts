import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Server } from 'node:net';
import { createServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EngineAddress, TlsFiles } from '#core/host';
import { engineGet } from '#host/local/engine-http';
import { roundTrip } from '#host/local/round-trip';
import { type FakeEngine, OUTPUT, startFakeEngine } from './fake-engine.ts';

const sample = (name: string): string => fileURLToPath(new URL(`../samples/tls/${name}`, import.meta.url));
const pem = (name: string): string => readFileSync(sample(name), 'utf8');
const files: TlsFiles = {
  caPath: sample('cert.pem'),
  certPath: sample('cert.pem'),
  keyPath: sample('key.pem'),
};
const NEVER = new AbortController().signal;

let engine: FakeEngine;
let front: Server;

/** The engine behind a door that wants a client certificate, as `dockerd --tlsverify` does. */
beforeEach(async () => {
  engine = await startFakeEngine();
  const secrets = { key: pem('key.pem'), cert: pem('cert.pem'), ca: pem('cert.pem') };
  front = createServer({ ...secrets, requestCert: true, rejectUnauthorized: true }, (client) => {
    const behind = connect(engine.path);
    client.on('error', () => behind.destroy()).pipe(behind);
    behind.on('error', () => client.destroy()).pipe(client);
  });
  front.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  front.close();
  await engine.stop();
});

const address = (tls: TlsFiles): EngineAddress => ({
  kind: 'tcp',
  hostName: '127.0.0.1',
  port: (front.address() as AddressInfo).port, // listening on TCP
  tls,
});

test('a certificate for the address is accepted', async () => {
  expect(await engineGet(address(files), '/containers/json', 2000)).toMatchObject({
    status: 200,
    body: '[]',
  });
});

test('a container makes its round trip', async () => {
  const options = { address: address(files), architecture: 'x86_64', timeoutMs: 4000, signal: NEVER };

  expect(await roundTrip(options)).toMatchObject({ stdout: OUTPUT, exitCode: 0, leftovers: [] });
});

test('without checking the engine, when told so', async () => {
  const { certPath, keyPath } = { certPath: sample('cert.pem'), keyPath: sample('key.pem') };
  const tls = { certPath, keyPath, skipVerify: true };

  expect(await engineGet(address(tls), '/containers/json', 2000)).toMatchObject({ status: 200 });
  const options = { address: address(tls), architecture: 'x86_64', timeoutMs: 4000, signal: NEVER };
  expect(await roundTrip(options)).toMatchObject({ exitCode: 0, leftovers: [] });
});

test('an authority that cannot be read is an obstacle, for both', async () => {
  const tls = { ...files, caPath: sample('gone.pem') };
  const options = { address: address(tls), architecture: 'x86_64', timeoutMs: 4000, signal: NEVER };

  expect(await engineGet(address(tls), '/_ping', 2000)).toMatchObject({
    kind: 'unavailable',
    reason: 'absent',
  });
  expect(await roundTrip(options)).toMatchObject({ kind: 'unavailable', reason: 'absent' });
});
