import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/** The calls of a round trip, in the order in which a healthy one makes them. */
export type Call =
  | 'import'
  | 'create'
  | 'attach'
  | 'start'
  | 'wait'
  | 'remove-container'
  | 'remove-image'
  | 'list-containers'
  | 'list-images'
  | 'inspect-container'
  | 'inspect-image'
  | 'elsewhere';

export interface FakeEngine {
  readonly path: string;
  readonly calls: Call[];
  /** The same with method and address. */
  readonly requests: string[];
  /** What exists: `image NAME`, `container NAME`. */
  readonly things: Set<string>;
  /** How it answers each call; may be changed while it runs. */
  readonly replies: Record<Call, Reply>;
  stop(): Promise<void>;
}

/** An engine's API on a socket of its own, healthy but for the calls that are given. */
export const startFakeEngine = async (broken: Partial<Record<Call, Reply>> = {}): Promise<FakeEngine> => {
  const folder = mkdtempSync(join(tmpdir(), 'dockmedic-engine-'));
  const path = join(folder, 'engine.sock');
  const calls: Call[] = [];
  const requests: string[] = [];
  const things = new Set<string>();
  const replies = { ...healthyReplies(things), ...broken };
  const server = createServer((request, response) => {
    const call = callOf(request);
    calls.push(call);
    requests.push(`${request.method} ${request.url}`);
    request.on('data', () => undefined).on('end', () => replies[call](response, request));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    calls,
    requests,
    things,
    replies,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const callOf = ({ method, url = '' }: IncomingMessage): Call => {
  if (method === 'GET') return readingCallOf(url);
  if (method === 'DELETE') return url.startsWith('/images') ? 'remove-image' : 'remove-container';
  if (url.startsWith('/images/create')) return 'import';
  if (url.startsWith('/containers/create')) return 'create';
  return url.replace(/^.*\/([a-z]+)(\?.*)?$/, '$1') as Call; // the last word of /containers/NAME/start
};

const readingCallOf = (url: string): Call => {
  const [, things = '', name = ''] = url.split(/[/?]/);
  if (things !== 'images' && things !== 'containers') return 'elsewhere';
  if (name === 'json') return things === 'images' ? 'list-images' : 'list-containers';
  return things === 'images' ? 'inspect-image' : 'inspect-container';
};

export const json =
  (status: number, body: unknown): Reply =>
  (response) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

/** Answers, and never ends the answer. */
export const endless =
  (chunk: string): Reply =>
  (response) => {
    const write = (): void => {
      if (response.writable) response.write(chunk, () => setImmediate(write));
    };
    response.writeHead(200);
    write();
  };

export const silence: Reply = () => undefined;
export const death: Reply = (response) => response.socket?.destroy();

/** One frame of an attach stream. */
export const frame = (text: string, kind = 1): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt8(kind);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

export const OUTPUT = 'dockmedic-probe 1\nnameserver 192.0.2.1\ndockmedic-probe end\n';

const healthyReplies = (things: Set<string>): Readonly<Record<Call, Reply>> => {
  let attached: ServerResponse | undefined;
  const remove =
    (kind: 'image' | 'container'): Reply =>
    (response, { url = '' }) => {
      const name = decodeURIComponent(url.replace(/^\/[a-z]+\/([^?]+).*$/, '$1'));
      json(things.delete(`${kind} ${name}`) ? 200 : 404, { message: `no such ${kind}` })(
        response,
        undefined as never,
      ); // the request is not read
    };
  return {
    import: (response, { url = '' }) => {
      things.add(`image ${parameter(url, 'repo')}`);
      response.writeHead(200).end('{"status":"sha256:1"}\n');
    },
    create: (response, { url = '' }) => {
      things.add(`container ${parameter(url, 'name')}`);
      response.writeHead(201, { 'Content-Type': 'application/json' }).end('{"Id":"1"}');
    },
    attach: (response) => {
      attached = response;
      response.writeHead(200).flushHeaders();
    },
    start: (response) => {
      attached?.end(frame(OUTPUT));
      response.writeHead(204).end();
    },
    wait: json(200, { StatusCode: 0 }),
    'remove-container': remove('container'),
    'remove-image': remove('image'),
    'list-containers': json(200, []),
    'list-images': json(200, []),
    'inspect-container': json(404, { message: 'no such container' }),
    'inspect-image': json(404, { message: 'no such image' }),
    elsewhere: json(200, {}),
  };
};

const parameter = (url: string, name: string): string =>
  new URL(url, 'http://engine').searchParams.get(name) ?? '';
