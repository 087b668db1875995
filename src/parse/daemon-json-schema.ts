import { closest } from '#parse/closest';
import { DESKTOP_KEYS, DIRECTIVES, type DirectiveRule, FLAGS_WITHOUT_EFFECT } from '#parse/daemon-directives';
import type { DaemonJson, Directive } from '#parse/daemon-json';
import { type DirectiveType, type ExpectedType, fits } from '#parse/directive-type';
import { optionsOfLogDriver } from '#parse/log-driver-options';
import { compact } from '#parse/text';
import { compareReleases } from '#parse/version';

/**
 * What dockerd would say about the keys of a daemon.json that parses. Letter case counts: dockerd's check for
 * unknown keys is exact, so `Debug` is refused although Go's decoder would have taken it.
 */
export type DirectiveProblem =
  | { readonly problem: 'unknown'; readonly key: string; readonly suggestion?: string }
  | { readonly problem: 'desktop-only'; readonly key: string }
  /** Taken without a word and without effect: the name of a flag, not of a key. */
  | { readonly problem: 'ignored'; readonly key: string; readonly suggestion?: string }
  | { readonly problem: 'too-new'; readonly key: string; readonly since: string }
  | {
      readonly problem: 'removed';
      readonly key: string;
      readonly removed: string;
      readonly suggestion?: string;
    }
  | {
      readonly problem: 'wrong-type';
      readonly key: string;
      readonly expected: ExpectedType;
      readonly found: DirectiveType;
    }
  | {
      readonly problem: 'unknown-log-opt';
      readonly key: 'log-opts';
      readonly option: string;
      readonly driver: string;
      readonly suggestion?: string;
    }
  | {
      readonly problem: 'log-opt-not-string';
      readonly key: 'log-opts';
      readonly option: string;
      readonly found: DirectiveType;
    }
  | {
      readonly problem: 'default-runtime-missing';
      readonly key: 'default-runtime';
      readonly runtime: string;
    }
  | { readonly problem: 'runtime-reserved'; readonly key: 'runtimes'; readonly runtime: 'runc' };

/** A file of more keys than any real one is not judged to its end: each stranger is held against all that is known,
 *  and nobody reads thousands of findings. Keys that dockerd knows come first. */
export const MOST_JUDGED = 200;

/** How many keys and options of the log were passed over. */
export const unjudgedIn = ({ directives, logOpts = [] }: DaemonJson): number =>
  Math.max(0, directives.length - MOST_JUDGED) + Math.max(0, logOpts.length - MOST_JUDGED);

const judged = (directives: readonly Directive[]): readonly Directive[] =>
  directives.length <= MOST_JUDGED
    ? directives
    : [
        ...directives.filter(({ key }) => DIRECTIVES.has(key)),
        ...directives.filter(({ key }) => !DIRECTIVES.has(key)),
      ].slice(0, MOST_JUDGED);

/** Without an engine version, nothing is called too new or removed, only `unknown` what no release knows. */
export const judgeDirectives = (json: DaemonJson, engineVersion?: string): readonly DirectiveProblem[] => [
  ...judged(json.directives).flatMap((directive) => judgeDirective(directive, engineVersion)),
  ...judgeLogOpts(json),
  ...judgeRuntimes(json),
];

const judgeDirective = (
  { key, found }: Directive,
  engineVersion: string | undefined,
): readonly DirectiveProblem[] => {
  const rule = DIRECTIVES.get(key);
  if (rule === undefined) return [judgeStranger(key)];
  const dated = judgeDates(key, rule, engineVersion);
  if (dated !== undefined) return [dated];
  // Options of a log driver are named one by one below.
  if (fits(found, rule.type) || (key === 'log-opts' && found === 'object')) return [];
  return [{ problem: 'wrong-type', key, expected: rule.type, found }];
};

const judgeStranger = (key: string): DirectiveProblem => {
  if (FLAGS_WITHOUT_EFFECT.has(key))
    return compact({ problem: 'ignored' as const, key, suggestion: FLAGS_WITHOUT_EFFECT.get(key) });
  if (DESKTOP_KEYS.has(key)) return { problem: 'desktop-only', key };
  return compact({ problem: 'unknown' as const, key, suggestion: closest(key, DIRECTIVES.keys()) });
};

const judgeDates = (
  key: string,
  { since, removed, replacement }: DirectiveRule,
  engineVersion: string | undefined,
): DirectiveProblem | undefined => {
  if (engineVersion === undefined) return undefined;
  if (since !== undefined && (compareReleases(engineVersion, since) ?? 0) < 0)
    return { problem: 'too-new', key, since };
  if (removed !== undefined && (compareReleases(engineVersion, removed) ?? -1) >= 0)
    return compact({ problem: 'removed' as const, key, removed, suggestion: replacement });
  return undefined;
};

const judgeLogOpts = ({ logDriver, logOpts }: DaemonJson): readonly DirectiveProblem[] => {
  const driver = logDriver || 'json-file';
  const known = optionsOfLogDriver(driver);
  return (logOpts ?? []).slice(0, MOST_JUDGED).flatMap(({ name, found }): readonly DirectiveProblem[] => {
    if (found !== 'string' && found !== 'null')
      return [{ problem: 'log-opt-not-string', key: 'log-opts', option: name, found }];
    if (known === undefined || known.includes(name)) return [];
    const suggestion = closest(name, known);
    return [
      compact({
        problem: 'unknown-log-opt' as const,
        key: 'log-opts' as const,
        option: name,
        driver,
        suggestion,
      }),
    ];
  });
};

/** Names of containerd shims and paths of them need no entry. */
const NEEDS_NO_ENTRY = /^(runc$|io\.containerd\.|\/)/;

const judgeRuntimes = ({ defaultRuntime, runtimes }: DaemonJson): readonly DirectiveProblem[] => {
  const names = (runtimes ?? []).map(({ name }) => name);
  const problems: DirectiveProblem[] = [];
  if (names.includes('runc'))
    problems.push({ problem: 'runtime-reserved', key: 'runtimes', runtime: 'runc' });
  if (defaultRuntime && !NEEDS_NO_ENTRY.test(defaultRuntime) && !names.includes(defaultRuntime))
    problems.push({
      problem: 'default-runtime-missing',
      key: 'default-runtime',
      runtime: defaultRuntime,
    });
  return problems;
};
