import type { Privilege } from './fix.ts';
import type { Argv } from './host.ts';

/** One command that changes the host. Plain data: a journal can hold it, a script can print it. */
export interface PlainAct {
  readonly argv: Argv;
  readonly privilege: Privilege;
  readonly timeoutMs?: number;
}

export interface Act extends PlainAct {
  /** Text for its standard input. It may be secret, so no journal holds it. */
  readonly input?: string;
}
