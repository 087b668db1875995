import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** A connection that brings more than this is cut: the client behind it keeps whole answers in memory. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** An agent with one connection per call, none of which can fill the memory; `destroy()` ends them all. */
export const boundedAgent = (tls: ConnectionOptions | undefined): HttpAgent =>
  tls === undefined
    ? new BoundedHttpAgent({ keepAlive: false })
    : new BoundedHttpsAgent({ keepAlive: false, ...tls });

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
