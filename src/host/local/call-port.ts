import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PortCall } from '#core/host';
import { PROBE_GREETING } from '#core/probe-words';
import { errnoOf } from '#host/errno';

const ATTEMPT_MS = 500;
const PAUSE_MS = 40;

/** Calls a port of this host's loopback address until the probe says its word, or has ended. That a connection is
 *  opened proves nothing: an engine's proxy opens it before it knows whether the container can be reached. */
export const callPort = async (port: number, ended: AbortSignal): Promise<PortCall> => {
  const startedMs = performance.now();
  const told = (answered: boolean, attempts: number, detail: string): PortCall => {
    return { port, answered, attempts, forMs: performance.now() - startedMs, detail };
  };
  let last = 'not called before its end';
  for (let attempts = 1; ; attempts += 1) {
    const met = ended.aborted ? undefined : await attempt(port, ended);
    if (met === undefined) return told(false, attempts - 1, last);
    if (met === 'answered') return told(true, attempts, met);
    last = met;
    await sleep(PAUSE_MS, undefined, { signal: ended }).catch(() => undefined); // its end ends the pause
  }
};

/** What an attempt met; `undefined` where the container ended meanwhile. */
const attempt = (port: number, ended: AbortSignal): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (met: string | undefined): void => {
      clearTimeout(timer);
      ended.removeEventListener('abort', onEnd);
      socket.destroy();
      resolve(met);
    };
    const onEnd = (): void => finish(undefined);
    const timer = setTimeout(() => finish(`no word within ${ATTEMPT_MS} ms`), ATTEMPT_MS);
    ended.addEventListener('abort', onEnd, { once: true });
    socket.once('data', (said) =>
      finish(said.toString('latin1') === PROBE_GREETING ? 'answered' : 'somebody else answered'),
    );
    socket.once('end', () => finish('the connection was closed without a word'));
    socket.once('error', (error) => finish(errnoOf(error) ?? error.message));
  });
