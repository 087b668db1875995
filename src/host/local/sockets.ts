import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Unavailable } from '#core/answer';
import { describeAddress, type EngineAddress, timedOut } from '#core/host';
import { fromError } from '#host/errno';

/** Opens a stream connection and closes it again. Nothing is sent. */
export const connectTo = (address: EngineAddress, timeoutMs: number): Promise<number | Unavailable> =>
  new Promise((resolve) => {
    const source = `connect ${describeAddress(address)}`;
    const startedMs = performance.now();
    const socket = connect(
      address.kind === 'unix' ? { path: address.path } : { host: address.hostName, port: address.port },
    );
    const finish = (answer: number | Unavailable): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(timedOut(source, timeoutMs)), timeoutMs);
    socket.once('connect', () => finish(performance.now() - startedMs));
    socket.once('error', (error) => finish(fromError(source, error)));
  });

/** Sends one datagram and waits for one reply from the same peer. A closed port answers at once. */
export const exchangeDatagram = (
  hostName: string,
  port: number,
  hex: string,
  timeoutMs: number,
): Promise<string | Unavailable> =>
  new Promise((resolve) => {
    const source = `udp ${hostName} ${port}`;
    const socket = createSocket(isIPv6(hostName) ? 'udp6' : 'udp4');
    const finish = (answer: string | Unavailable): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(timedOut(source, timeoutMs)), timeoutMs);
    socket.once('error', (error) => finish(fromError(source, error)));
    socket.once('message', (message) => finish(message.toString('hex')));
    // A connected socket hears of a closed port (ECONNREFUSED); an unconnected one would only wait.
    socket.connect(port, hostName, () => socket.send(Buffer.from(hex, 'hex')));
  });
