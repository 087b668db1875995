import { isUnavailable, type Unavailable, unavailable } from './answer.ts';
import type { ProbingHost, ReadableHost } from './host.ts';

/** A typed observation, collected at most once per run. `needs` are references to other facts. */
export interface Fact<T> {
  readonly id: string;
  /** One line: what this observation is. */
  readonly summary: string;
  readonly needs: Needs;
  /** Creates something on the host; not collected with `--passive`. */
  readonly creates: boolean;
  /** Leaves the machine (name servers, proxies, registries); not collected with `--offline`. */
  readonly online: boolean;
  readonly timeoutMs?: number;
  // Method syntax on purpose: parameters of methods are compared bivariantly, so that facts with
  // different needs share one list.
  collect(host: ProbingHost, needs: never): Promise<T | Unavailable>;
}

/** A need that may be missing: the asker is handed the `Unavailable` instead of being skipped. */
export interface Optional<T> {
  readonly optional: Fact<T>;
}
export const optional = <T>(fact: Fact<T>): Optional<T> => ({ optional: fact });

export type Need = Fact<unknown> | Optional<unknown>;
export type Needs = Readonly<Record<string, Need>>;

export type ValuesOf<N extends Needs> = {
  readonly [K in keyof N]: N[K] extends Optional<infer T>
    ? T | Unavailable
    : N[K] extends Fact<infer T>
      ? T
      : never;
};

export const factOf = (need: Need): Fact<unknown> => ('optional' in need ? need.optional : need);
export const isOptional = (need: Need): boolean => 'optional' in need;

interface FactSpec<T, N extends Needs, H> {
  readonly id: string;
  readonly summary: string;
  readonly needs: N;
  readonly online?: boolean;
  /** A deadline of its own, in milliseconds, where the run's usual one per fact does not fit. */
  readonly timeoutMs?: number;
  collect(host: H, needs: ValuesOf<N>): Promise<T | Unavailable>;
}

export const defineFact = <T, const N extends Needs>(spec: FactSpec<T, N, ReadableHost>): Fact<T> => ({
  online: false,
  ...spec,
  creates: false,
});

/** A fact that has to create something to know: it says so, and `--passive` leaves it out. */
export const defineProbe = <T, const N extends Needs>(spec: FactSpec<T, N, ProbingHost>): Fact<T> => ({
  online: false,
  ...spec,
  creates: true,
});

/** The first required need that is missing, as the reason why its asker is missing too. */
export const missingNeed = (
  needs: Needs,
  values: Readonly<Record<string, unknown>>,
): Unavailable | undefined => {
  for (const [name, need] of Object.entries(needs)) {
    const value = values[name];
    if (isOptional(need) || !isUnavailable(value)) continue;
    return unavailable(value.reason, value.source, value.detail, {
      ...(value.errno === undefined ? {} : { errno: value.errno }),
      origin: value.origin ?? factOf(need).id,
    });
  }
  return undefined;
};
