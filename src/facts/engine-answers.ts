import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import type { EngineAddress, ReadableHost } from '#core/host';
import { isMalformed, type Malformed } from '#parse/malformed';

/** Asks an engine for JSON and parses it; any status but 200 is an obstacle with the engine's own words. */
export const askEngine = async <T>(
  host: ReadableHost,
  address: EngineAddress,
  path: string,
  parse: (text: string) => T | Malformed,
  timeoutMs = 4000,
): Promise<T | Unavailable> => {
  const reply = await host.engineGet(address, path, { timeoutMs });
  if (isUnavailable(reply)) return reply;
  const source = `GET ${path}`;
  if (reply.status === 403) return unavailable('denied', source, `HTTP 403: ${reply.body.slice(0, 200)}`);
  if (reply.status !== 200)
    return unavailable('unreachable', source, `HTTP ${reply.status}: ${reply.body.slice(0, 200)}`);
  const value = parse(reply.body);
  return isMalformed(value) ? unavailable('malformed', source, value.detail) : value;
};
