import type { ClientRequest, IncomingMessage } from 'node:http';
import { collectBytes } from './bounded-streams.ts';

/** The engine answered, and not with success: with an error, or by sending us elsewhere. */
export class EngineRefusal extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

const MAX_WORDS_BYTES = 64 * 1024;

/**
 * Hands the client library successful answers alone, as status 200. It would follow redirects to any other host,
 * and fails in a callback at error bodies of another form; so it gets to see neither.
 */
export const refusingAllButSuccess = (request: ClientRequest): void => {
  const emit = request.emit.bind(request);
  request.once('upgrade', (_response, socket) => {
    socket.destroy();
    emit('error', new Error('the engine went over to another protocol'));
  });
  request.emit = (event: string | symbol, ...rest: unknown[]): boolean => {
    if (event !== 'response') return emit(event, ...rest);
    const response = rest[0] as IncomingMessage; // what this event carries
    if (isSuccess(response)) {
      response.statusCode = 200;
      // The library waits for an end that does not come.
      response.once('close', () => {
        if (!response.complete) emit('error', new Error('the engine broke off its answer'));
      });
      return emit(event, ...rest);
    }
    void refusalIn(response).then((refusal) => emit('error', refusal));
    return true;
  };
};

const isSuccess = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

const refusalIn = async (response: IncomingMessage): Promise<EngineRefusal> => {
  const body = (await collectBytes(response, MAX_WORDS_BYTES)).toString('utf8').trim();
  const { statusCode = 0, headers } = response;
  const elsewhere = headers.location === undefined ? '' : `it sends us to ${headers.location}`;
  return new EngineRefusal(statusCode, elsewhere || wordsIn(body) || `HTTP ${statusCode}`);
};

/** Engines answer `{"message": "…"}`; proxies in front of them, text or HTML. */
const wordsIn = (body: string): string => {
  try {
    const answer: unknown = JSON.parse(body);
    const said = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : body;
    return typeof said === 'string' ? said : body;
  } catch {
    return body;
  }
};
