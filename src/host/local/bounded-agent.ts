import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { refusingAllButSuccess } from './engine-refusal.ts';

/** A connection that brings more than this is cut: the client behind it keeps whole answers in memory. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** An agent with one connection per call, none of which can fill the memory; `destroy()` ends them all. Whoever
 *  sends through it sees successful answers, and the others as errors. */
export const boundedAgent = (tls: ConnectionOptions | undefined): HttpAgent =>
  strict(
    tls === undefined
      ? new BoundedHttpAgent({ keepAlive: false })
      : new BoundedHttpsAgent({ keepAlive: false, ...tls }),
  );

/** Every agent gets each request this way before it is sent; Node's types leave it out. */
interface Sending {
  addRequest(request: ClientRequest, ...rest: readonly unknown[]): void;
}

const strict = (agent: HttpAgent): HttpAgent => {
  const sending = agent as unknown as Sending;
  const add = sending.addRequest.bind(agent);
  sending.addRequest = (request, ...rest) => {
    refusingAllButSuccess(request);
    add(request, ...rest);
  };
  return agent;
};

class BoundedHttpAgent extends HttpAgent {
  override createConnection(...asked: Parameters<HttpAgent['createConnection']>) {
    return bounded(super.createConnection(...asked));
  }
}

class BoundedHttpsAgent extends HttpsAgent {
  override createConnection(...asked: Parameters<HttpsAgent['createConnection']>) {
    return bounded(super.createConnection(...asked));
  }
}

const bounded = <S>(stream: S): S => {
  const socket = stream as unknown as Socket; // both agents make sockets; their types say less
  socket.on('data', () => {
    if (socket.bytesRead > MAX_ANSWER_BYTES)
      socket.destroy(new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`));
  });
  return stream;
};
