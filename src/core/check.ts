import type { Unavailable } from './answer.ts';
import type { Fact, Needs, ValuesOf } from './fact.ts';
import type { AnyFinding, Codes, Evidence, FindingOf } from './finding.ts';

/** What a look brought: proof in every case, and findings where something is wrong. */
export interface Verdict<F = AnyFinding> {
  /** Never empty: no row is `ok` without evidence. */
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly findings: readonly F[];
  /** What could not be looked at. Without an error or warning among the findings, the row is then not verified:
   *  a check that takes its facts as optional says by it that they did not suffice. */
  readonly missing?: Unavailable;
  /** Somebody asked for exactly this, so that an informing check counts like any other. */
  readonly isWanted?: boolean;
}

/** A rule over facts. It reads values, touches no host, and is synchronous. */
export interface Check<N extends Needs, C extends Codes> {
  /** `category/noun-phrase`, never reused. */
  readonly id: string;
  /** A positive sentence, so that the same words serve a tick and a cross. */
  readonly title: string;
  /** One or two sentences: what goes wrong in the world. Becomes the catalogue. */
  readonly about: string;
  /** What people see or say when they need it, in their words: the index of the catalogue. */
  readonly symptoms: readonly string[];
  readonly needs: N;
  readonly codes: C;
  /** Facts whose absence this check accounts for when it has an error. */
  readonly explains?: readonly Fact<unknown>[];
  /** Says something, but its absence makes no run inconclusive. */
  readonly informing?: boolean;
  /** A string is the reason why the check does not apply to this host. */
  applies?(needs: ValuesOf<N>): true | string;
  evaluate(needs: ValuesOf<N>): Verdict<FindingOf<C>>;
}

export const defineCheck = <const N extends Needs, const C extends Codes>(check: Check<N, C>): Check<N, C> =>
  check;

/** A check whose own types are forgotten, for the registry and the engine. */
export interface AnyCheck {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly symptoms?: readonly string[];
  readonly needs: Needs;
  readonly codes: Codes;
  readonly explains?: readonly Fact<unknown>[];
  readonly informing?: boolean;
  applies?(needs: never): true | string;
  evaluate(needs: never): Verdict;
}

export const categoryOf = (id: string): string => id.slice(0, id.indexOf('/'));
