/** The answer of a parser that cannot make sense of its text. Parsers return it, they never throw. */
export interface Malformed {
  readonly kind: 'malformed';
  /** What the text should have been: `daemon.json`. */
  readonly what: string;
  /** Why it is not, in one line. */
  readonly detail: string;
  /** Where, counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export const malformed = (what: string, detail: string, at?: Position): Malformed => ({
  kind: 'malformed',
  what,
  detail,
  ...(at === undefined ? {} : { line: at.line, column: at.column }),
});

export const isMalformed = (value: unknown): value is Malformed =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'malformed';
