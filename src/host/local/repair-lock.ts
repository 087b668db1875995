import { connect, createServer, type Server, type Socket } from 'node:net';
import { errnoOf } from '#host/errno';

/** Who holds the lock. */
export interface Holder {
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly run: string;
}

export type Lock =
  | { readonly kind: 'locked'; release(): Promise<void> }
  | { readonly kind: 'held'; readonly holder: Holder | undefined }
  | { readonly kind: 'failed'; readonly errno: string };

/** A name in the kernel alone: it needs no directory that every user may write to, and it is gone with the process
 *  that holds it, however that ends. */
const NAME = '\0dockmedic-repair';
const ANSWER_MS = 1000;
const MAX_ANSWER = 500;

/** Takes the lock of this host, across users. Whoever finds it held is told by whom. */
export const takeLock = async (me: Holder, name = NAME): Promise<Lock> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(JSON.stringify(me));
  });
  const errno = await listening(server, name);
  if (errno === 'EADDRINUSE') return { kind: 'held', holder: await askHolder(name) };
  if (errno !== undefined) return { kind: 'failed', errno };
  server.unref();
  return { kind: 'locked', release: () => new Promise((resolve) => server.close(() => resolve())) };
};

/** Who holds it now; `undefined`: nobody. */
export const lockHolder = (name = NAME): Promise<Holder | 'somebody' | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ path: name });
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => resolve(answerOf(socket).then((holder) => holder ?? 'somebody')));
  });

const listening = (server: Server, name: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    server.once('error', (error) => resolve(errnoOf(error) ?? error.message));
    server.listen({ path: name }, () => resolve(undefined));
  });

const askHolder = async (name: string): Promise<Holder | undefined> => {
  const holder = await lockHolder(name);
  return holder === 'somebody' ? undefined : holder;
};

/** Anybody on this host could stand behind the name: what is said there is only ever shown. */
const answerOf = (socket: Socket): Promise<Holder | undefined> =>
  new Promise((resolve) => {
    let text = '';
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(holderIn(text));
    };
    const timer = setTimeout(end, ANSWER_MS);
    socket.setEncoding('utf8');
    socket.on('error', end);
    socket.on('end', end);
    socket.on('data', (piece: string) => {
      text += piece;
      if (text.length > MAX_ANSWER) end();
    });
  });

const holderIn = (text: string): Holder | undefined => {
  try {
    const { pid, since, run } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>; // judged in the next line
    return Number.isSafeInteger(pid) && typeof since === 'string' && typeof run === 'string'
      ? { pid: Number(pid), since, run }
      : undefined;
  } catch {
    return undefined;
  }
};
