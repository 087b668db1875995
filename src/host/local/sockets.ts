import type { Socket } from 'node:dgram';
import { connect } from 'node:net';
import type { Unavailable } from '#core/answer';
import { type DatagramReply, describeAddress, type EngineAddress, timedOut } from '#core/host';
import { fromError } from '#host/errno';

/** Opens a stream connection and closes it again. Nothing is sent. */
export const connectTo = async (address: EngineAddress, timeoutMs: number): Promise<number | Unavailable> => {
  const source = `connect ${describeAddress(address)}`;
  try {
    return await openStream(address, source, timeoutMs);
  } catch (error) {
    return fromError(source, error); // a port that is no port, a NUL in a path: refused before anything is asked
  }
};

const openStream = (
  address: EngineAddress,
  source: string,
  timeoutMs: number,
): Promise<number | Unavailable> =>
  new Promise((resolve) => {
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
export const exchangeDatagram = async (
  hostName: string,
  port: number,
  hex: string,
  timeoutMs: number,
): Promise<DatagramReply | Unavailable> => {
  const { createSocket } = await import('node:dgram'); // few runs need it
  const socket = createSocket({ type: hostName.includes(':') ? 'udp6' : 'udp4', lookup: asItIs });
  return askOnce(socket, hostName, port, hex, timeoutMs);
};

/** What is asked is an address already. Node's own look-up would compile its large pattern of IPv6 addresses to see that. */
const asItIs = (
  address: string,
  _family: unknown,
  found: (error: null, address: string, family: number) => void,
): void => found(null, address, address.includes(':') ? 6 : 4);

const askOnce = (
  socket: Socket,
  hostName: string,
  port: number,
  hex: string,
  timeoutMs: number,
): Promise<DatagramReply | Unavailable> =>
  new Promise((resolve) => {
    const startedMs = performance.now();
    const source = `udp ${hostName} ${port}`;
    let isOpen = true;
    const finish = (answer: DatagramReply | Unavailable): void => {
      clearTimeout(timer);
      if (isOpen) socket.close(); // a second time it would throw
      isOpen = false;
      resolve(answer);
    };
    const timer = setTimeout(() => finish(timedOut(source, timeoutMs)), timeoutMs);
    socket.on('error', (error) => finish(fromError(source, error)));
    socket.once('message', (message) =>
      finish({ hex: message.toString('hex'), durationMs: performance.now() - startedMs }),
    );
    // Without a callback a failure comes as an event; with one it would be handed to the callback, unseen.
    socket.once('connect', () => socket.send(Buffer.from(hex, 'hex')));
    // A connected socket hears of a closed port (ECONNREFUSED); an unconnected one would only wait.
    socket.connect(port, hostName);
  });
