import { readFile } from 'node:fs/promises';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type Unavailable, unavailable } from '#core/answer';
import { describeAddress, type EngineAddress, type EngineReply, type TlsFiles, timedOut } from '#core/host';
import { errnoOf, fromError } from '#host/errno';

// Reads go through `node:http`, not through dockerode: a probe must tell a refused connection from a silent
// one and from bytes that are no HTTP, and must not pay for a client that it does not use
// (src/decisions/0003-reading-the-engine.md).

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** One `GET`. Whatever the engine answers, any status included, is an answer. */
export const engineGet = async (
  address: EngineAddress,
  path: string,
  timeoutMs: number,
): Promise<EngineReply | Unavailable> => {
  const source = `GET ${path} on ${describeAddress(address)}`;
  try {
    const send = await sender(address, path);
    return await exchange(send, source, timeoutMs);
  } catch (error) {
    return fromError(source, error);
  }
};

type Send = (onResponse: (response: IncomingMessage) => void) => ClientRequest;

const sender = async (address: EngineAddress, path: string): Promise<Send> => {
  const common = {
    path,
    method: 'GET',
    agent: false,
    headers: { Host: 'docker', Accept: 'application/json' },
  };
  if (address.kind === 'tcp' && address.tls !== undefined) {
    const { request } = await import('node:https');
    const options = {
      ...common,
      host: address.hostName,
      port: address.port,
      ...(await readTls(address.tls)),
    };
    return (onResponse) => request(options, onResponse);
  }
  const { request } = await import('node:http');
  const where: RequestOptions =
    address.kind === 'unix' ? { socketPath: address.path } : { host: address.hostName, port: address.port };
  return (onResponse) => request({ ...common, ...where }, onResponse);
};

const readTls = async ({ caPath, certPath, keyPath, skipVerify }: TlsFiles): Promise<object> => ({
  ...(caPath === undefined ? {} : { ca: await readFile(caPath) }),
  ...(certPath === undefined ? {} : { cert: await readFile(certPath) }),
  ...(keyPath === undefined ? {} : { key: await readFile(keyPath) }),
  rejectUnauthorized: skipVerify !== true,
});

const exchange = (send: Send, source: string, timeoutMs: number): Promise<EngineReply | Unavailable> =>
  new Promise((resolve) => {
    const startedMs = performance.now();
    const finish = (answer: EngineReply | Unavailable): void => {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    };
    const request = send((response) => {
      const chunks: Buffer[] = [];
      let total = 0;
      response.on('data', (chunk: Buffer) => {
        total += chunk.length;
        if (total > MAX_BODY_BYTES)
          finish(unavailable('malformed', source, `more than ${MAX_BODY_BYTES} bytes`));
        chunks.push(chunk);
      });
      response.on('error', (error) => finish(fromError(source, error)));
      response.on('end', () =>
        finish({
          status: response.statusCode ?? 0,
          headers: headersOf(response),
          body: Buffer.concat(chunks).toString('utf8'),
          durationMs: performance.now() - startedMs,
        }),
      );
    });
    const timer = setTimeout(() => finish(timedOut(source, timeoutMs)), timeoutMs);
    request.on('error', (error) => finish(failure(source, error)));
    request.end();
  });

/** llhttp's parse errors (`HPE_…`) mean: something answered, and it does not speak HTTP. */
const failure = (source: string, error: Error): Unavailable => {
  const errno = errnoOf(error) ?? '';
  return errno.startsWith('HPE_')
    ? unavailable('malformed', source, error.message, { errno })
    : fromError(source, error);
};

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
