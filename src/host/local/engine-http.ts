import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import {
  describeAddress,
  type EngineAddress,
  type EngineReply,
  PLAIN_ANSWER,
  TLS_ANSWER,
  type TlsFiles,
  timedOut,
} from '#core/host';
import { errnoOf, fromError } from '#host/errno';
import { readTextFile } from './files.ts';

// Reads go through `node:http`, not through dockerode: a probe must tell a refused connection from a silent
// one and from bytes that are no HTTP, and must not pay for a client that it does not use
// (src/decisions/0003-reading-the-engine.md).

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** One `GET`. Whatever the engine answers, any status included, is an answer. */
export const engineGet = (
  address: EngineAddress,
  path: string,
  timeoutMs: number,
): Promise<EngineReply | Unavailable> =>
  sendRequest({ address, path, method: 'GET', headers: { Accept: 'application/json' } }, timeoutMs);

export interface Sent {
  readonly address: EngineAddress;
  readonly path: string;
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
}

export const sendRequest = async (sent: Sent, timeoutMs: number): Promise<EngineReply | Unavailable> => {
  const source = `${sent.method} ${sent.path} on ${describeAddress(sent.address)}`;
  try {
    const send = await sender(sent, timeoutMs);
    return isUnavailable(send) ? send : await exchange(send, source, timeoutMs);
  } catch (error) {
    return fromError(source, error);
  }
};

export type Send = (onResponse: (response: IncomingMessage) => void) => ClientRequest;

const sender = async (sent: Sent, timeoutMs: number): Promise<Send | Unavailable> => {
  const { address, path, method } = sent;
  if (address.kind === 'tcp' && address.via !== undefined) {
    const { senderThrough } = await import('./through-proxy.ts'); // few hosts have one
    return senderThrough({ ...sent, address: { ...address, via: address.via } }, timeoutMs);
  }
  const common = {
    path,
    method,
    agent: false,
    // A socket has no name; whoever listens at an address may go by it.
    headers: { ...(address.kind === 'unix' ? { Host: 'docker' } : {}), ...sent.headers },
  };
  if (address.kind === 'tcp' && address.tls !== undefined) {
    const tls = await readTls(address.tls);
    if (isUnavailable(tls)) return tls;
    const { request } = await import('node:https');
    const options = { ...common, host: address.hostName, port: address.port, ...tls };
    return (onResponse) => request(options, onResponse);
  }
  const { request } = await import('node:http');
  const where: RequestOptions =
    address.kind === 'unix' ? { socketPath: address.path } : { host: address.hostName, port: address.port };
  // Else Node works a name out for TLS, and compiles its large pattern of IPv6 addresses for that.
  const plain = { ...common, ...where, servername: '' };
  return (onResponse) => request(plain, onResponse);
};

/** The authority must be there, as for the docker CLI; certificate and key are for engines that ask for them. */
export const readTls = async ({
  caPath,
  certPath,
  keyPath,
  skipVerify,
  publicAuthorities,
}: TlsFiles): Promise<ConnectionOptions | Unavailable> => {
  const [ca, cert, key] = await Promise.all([caPath, certPath, keyPath].map(readPem));
  const unreadable = [ca, ifThere(cert), ifThere(key)].find(isUnavailable);
  if (unreadable !== undefined) return unreadable;
  return {
    ...(typeof ca === 'string' ? { ca } : {}),
    ...(publicAuthorities === true ? { ca: [...(await import('node:tls')).rootCertificates] } : {}),
    ...(typeof cert === 'string' ? { cert } : {}),
    ...(typeof key === 'string' ? { key } : {}),
    rejectUnauthorized: skipVerify !== true,
  };
};

const readPem = async (path: string | undefined): Promise<string | undefined | Unavailable> =>
  path === undefined ? undefined : readTextFile(path);

const ifThere = <T>(answer: T | Unavailable): T | Unavailable | undefined =>
  isUnavailable(answer) && answer.reason === 'absent' ? undefined : answer;

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
  if (isTlsRecord(error)) return unavailable('malformed', source, 'answers in TLS', { errno: TLS_ANSWER });
  if (errno.startsWith('HPE_')) return unavailable('malformed', source, 'does not speak HTTP', { errno });
  if (errno === 'ECONNRESET')
    return unavailable('unreachable', source, 'closed the connection without an answer', { errno });
  if (errno === 'EPROTO') {
    const plainText = /wrong version number|packet length too long|http request/.test(error.message);
    return unavailable('unreachable', source, plainText ? 'answers without TLS' : tlsReason(error), {
      errno: plainText ? PLAIN_ANSWER : errno,
    });
  }
  return isCertificateFault(errno)
    ? unavailable('unreachable', source, certificateReason(error), { errno })
    : fromError(source, error);
};

/** An alert (type 21) or handshake record (22) of SSL 3 or TLS, where HTTP was expected. */
const isTlsRecord = (error: Error): boolean =>
  'rawPacket' in error &&
  Buffer.isBuffer(error.rawPacket) &&
  (error.rawPacket[0] === 21 || error.rawPacket[0] === 22) &&
  error.rawPacket[1] === 3;

/** OpenSSL's own words, out of `…:error:0A00010B:SSL routines:function:reason:file:line:`. */
const tlsReason = ({ message }: Error): string =>
  `TLS fails: ${/SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? 'EPROTO'}`;

/** Alerts come in OpenSSL's long form, what Node itself found in words. */
const certificateReason = (error: Error): string =>
  error.message.includes('SSL routines:') ? tlsReason(error) : error.message.trim();

const isCertificateFault = (errno: string): boolean => /CERT|SIGNATURE|ERR_TLS|ERR_SSL|ERR_OSSL/.test(errno);

const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
