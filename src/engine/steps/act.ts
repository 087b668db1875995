import type { Act } from '#core/act';
import { isUnavailable } from '#core/answer';
import type { CommandOutput, Host } from '#core/host';

export type Performed =
  | { readonly kind: 'done'; readonly text: string }
  /** Nothing was run: the right to do it was not given. */
  | { readonly kind: 'denied'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string }
  /** Ended from outside while it ran: nobody knows how far it came. */
  | { readonly kind: 'cut-off'; readonly text: string };

const DEFAULT_TIMEOUT_MS = 90_000;

/** The one place where a repair changes something. */
export const perform = async (act: Act, host: Host, onLine?: (line: string) => void): Promise<Performed> => {
  const { argv, privilege, input, timeoutMs = DEFAULT_TIMEOUT_MS } = act;
  const result = await host.run(argv, {
    privilege,
    timeoutMs,
    ...(input === undefined ? {} : { input }),
    ...(onLine === undefined ? {} : { onLine }),
  });
  if (!isUnavailable(result)) return judged(result);
  if (result.reason === 'denied') return { kind: 'denied', text: result.detail };
  return {
    kind: result.reason === 'absent' ? 'failed' : 'cut-off',
    text: `${result.source}: ${result.detail}`,
  };
};

/** What a host that threw has left: nobody knows. */
export const cutOff = (error: unknown): Performed => ({
  kind: 'cut-off',
  text: error instanceof Error ? error.message : String(error),
});

const judged = ({ exitCode, stdout, stderr }: CommandOutput): Performed => {
  if (exitCode === 0) return { kind: 'done', text: 'done' };
  const said = lastLine(stderr) ?? lastLine(stdout);
  return {
    kind: 'failed',
    text: said === undefined ? `exit code ${exitCode}` : `exit code ${exitCode}: ${said}`,
  };
};

const lastLine = (text: string): string | undefined =>
  text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '');
