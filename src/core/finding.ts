import type { ProposalRequest } from './fix.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What was looked at and what came back: the proof behind a row. */
export interface Evidence {
  readonly source: string;
  readonly observed: string;
}

type Sentence<P> = (params: P) => string;

/** One thing that can be wrong, with its sentences. `P` are the typed parameters that fill them. */
export interface Code<P> {
  readonly severity: Severity;
  /** What is wrong, where, how much. One sentence. */
  readonly message: Sentence<P>;
  /** The root cause, in plain words. */
  readonly cause: Sentence<P>;
  /** What does not work because of it. */
  readonly consequence: Sentence<P>;
  /** What to do next, when no fix is offered or before one is. */
  readonly remedy: Sentence<P>;
  /** Codes that this one brings about; the engine folds those under it. */
  readonly leadsTo?: readonly string[];
  readonly docs?: string;
}

/** Checks a definition against the parameters that its sentences take, and hands it back. */
export const code = <P extends Params>(definition: Code<P>): Code<P> => definition;

export type Params = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
// biome-ignore lint/suspicious/noExplicitAny: parameters differ per code; `any` is what lets one table hold them, and `FindingOf` restores each type at the use site.
export type Codes = Readonly<Record<string, Code<any>>>;
export type ParamsOf<C> = C extends Code<infer P> ? P : never;

/** One finding of a check with these codes: the code decides which parameters must be given. */
export type FindingOf<C extends Codes> = {
  [K in keyof C & string]: {
    readonly code: K;
    /** What it is about: a socket, a unit, a file, a mount. */
    readonly subject: string;
    readonly params: ParamsOf<C[K]>;
    /** Differs from the code's own where degree matters: 85 % is a warning, 99 % an error. */
    readonly severity?: Severity;
    readonly fixes?: readonly ProposalRequest[];
    /** The engine (its address) that it belongs to. Findings about different engines are never folded. */
    readonly engine?: string;
  };
}[keyof C & string];

export type AnyFinding = FindingOf<Codes>;
