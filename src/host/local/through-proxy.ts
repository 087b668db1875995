import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { describeAddress, type EngineAddress, PROXY_ANSWER, timedOut } from '#core/host';
import { fromError } from '#host/errno';
import { readTls, type Send, type Sent } from './engine-http.ts';

type Via = Extract<EngineAddress, { kind: 'tcp' }>['via'] & object;
interface SentThrough extends Sent {
  readonly address: Extract<EngineAddress, { kind: 'tcp' }> & { readonly via: Via };
}

/** Through an HTTP proxy, as Go's clients go: TLS in a tunnel, anything else as a question to the proxy. The proxy gets no
 *  name and no password. */
export const senderThrough = async (
  { address, path, method, headers }: SentThrough,
  timeoutMs: number,
): Promise<Send | Unavailable> => {
  const { via, hostName, port, tls } = address;
  const place = authority(hostName, port);
  if (tls === undefined) {
    const asked = { host: via.hostName, port: via.port, method, headers: { ...headers, Host: place } };
    return (onResponse) => request({ ...asked, path: `http://${place}${path}` }, onResponse);
  }
  const options = await readTls(tls);
  if (isUnavailable(options)) return options;
  const socket = await tunnel(via, place, timeoutMs);
  if (isUnavailable(socket)) return socket;
  const servername = isIP(hostName) === 0 ? hostName : '';
  const createConnection = (): Socket => connectTls({ socket, servername, host: hostName, ...options });
  const asked = { host: hostName, port, path, method, headers, createConnection };
  return (onResponse): ClientRequest => requestSecurely(asked, onResponse);
};

const authority = (hostName: string, port: number): string =>
  `${hostName.includes(':') ? `[${hostName}]` : hostName}:${port}`;

/** `CONNECT`: what comes out at the other end, or why the proxy would not. */
const tunnel = (via: Via, place: string, timeoutMs: number): Promise<Socket | Unavailable> =>
  new Promise((resolve) => {
    const proxy = describeAddress({ kind: 'tcp', ...via });
    const source = `CONNECT ${place} through ${proxy}`;
    const asked = request({ host: via.hostName, port: via.port, method: 'CONNECT', path: place });
    const finish = (answer: Socket | Unavailable): void => {
      clearTimeout(timer);
      if (isUnavailable(answer)) asked.destroy();
      resolve(answer);
    };
    const refuse = ({ statusCode = 0 }: IncomingMessage): void =>
      finish(
        unavailable('unreachable', source, `the proxy answers HTTP ${statusCode}`, { errno: PROXY_ANSWER }),
      );
    const timer = setTimeout(() => finish(timedOut(source, timeoutMs)), timeoutMs);
    asked.once('connect', (response, socket) => {
      if (response.statusCode !== 200) socket.destroy();
      if (response.statusCode === 200) finish(socket);
      else refuse(response);
    });
    asked.once('response', refuse);
    asked.once('error', (error) => finish(fromError(source, error)));
    asked.end();
  });
