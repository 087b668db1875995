import { isUnavailable, type Unavailable } from '#core/answer';
import type { Evidence, FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import type { DaemonConfig, PlacedProblem } from '#facts/daemon-config';
import type { DaemonFlags } from '#facts/daemon-flags';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import type { EngineService } from '#facts/engine-service';
import { correctDaemonJson } from '#fixes/correct-daemon-json';
import { removeEmptyDirectory } from '#fixes/remove-empty-directory';
import type { DaemonJson } from '#parse/daemon-json';
import type { Malformed } from '#parse/malformed';
import type { daemonCodes } from './daemon-health.codes.ts';

type Finding = FindingOf<typeof daemonCodes>;

interface ConfigAndFlags {
  readonly config: DaemonConfig | Unavailable;
  readonly flags: DaemonFlags | Unavailable;
  readonly target: DaemonJsonTarget | Unavailable;
}

/** What keeps the engine from starting with its daemon.json, now or the next time. */
export const judgeConfig = (
  { config, flags, target }: ConfigAndFlags,
  running: boolean,
  service?: EngineService,
): readonly Finding[] => {
  if (isUnavailable(config) || config.content === undefined) return [];
  const { path, content, problems, conflicts, unjudged = 0, isDirectory } = config;
  if (isBroken(content)) {
    const { line, column, detail } = content;
    const params = { path, line, column, detail, instead: isDirectory && ('directory' as const), running };
    const fixes = corrections(config, target, running ? undefined : service);
    return [{ code: 'djson-invalid-json', subject: path, params, ...(fixes.length === 0 ? {} : { fixes }) }];
  }
  const [first] = conflicts;
  const source = isUnavailable(flags) ? 'the service' : flags.source;
  const keys = conflicts.map(({ key }) => key);
  const conflict: readonly Finding[] =
    first === undefined
      ? []
      : [
          {
            code: 'djson-hosts-conflict',
            subject: path,
            params: { path, line: first.line, running, keys, source },
            ...correcting(target),
          },
        ];
  return [
    ...conflict,
    ...bounded(
      problems.map((problem) => ({
        ...judgeProblem(problem, path, running),
        // What the engine ignores keeps it from nothing, and to bring it into force is for whoever wrote it.
        ...(problem.problem === 'ignored' ? {} : correcting(target)),
      })),
      unjudged,
    ),
  ];
};

const corrections = (
  { path, isEmpty }: DaemonConfig,
  target: DaemonJsonTarget | Unavailable,
  start: EngineService | undefined,
): readonly ProposalRequest[] => {
  if (isEmpty !== true) return correcting(target).fixes ?? [];
  const privilege = path.startsWith('/etc/') ? 'root' : 'user';
  return [propose(removeEmptyDirectory, { path, privilege, ...(start === undefined ? {} : { start }) })];
};

/** One edit for all that is wrong with the file, whichever of it was found. */
const correcting = (target: DaemonJsonTarget | Unavailable): Pick<Finding, 'fixes'> =>
  isUnavailable(target) || target.correction === undefined
    ? {}
    : { fixes: [propose(correctDaemonJson, target)] };

/** Of one code; nobody reads more. */
const MOST_FINDINGS = 20;

/** The last one that is shown of a code counts those that are not. */
const bounded = (findings: readonly Finding[], unjudged: number): readonly Finding[] => {
  const codes = [...new Set(findings.map(({ code }) => code))];
  return codes.flatMap((code) => {
    const all = findings.filter((one) => one.code === code);
    const more = all.length - MOST_FINDINGS + (code === 'djson-unknown-or-type' ? unjudged : 0);
    const shown = all.slice(0, MOST_FINDINGS);
    return more <= 0 ? shown : shown.map((one, at) => (at === shown.length - 1 ? counting(one, more) : one));
  });
};

const counting = (finding: Finding, more: number): Finding =>
  finding.code === 'djson-unknown-or-type' || finding.code === 'djson-bad-log-opt'
    ? ({ ...finding, params: { ...finding.params, more } } as Finding) // the same code with the same parameters
    : finding;

const isBroken = (content: DaemonJson | Malformed): content is Malformed =>
  'kind' in content && content.kind === 'malformed';

const judgeProblem = (problem: PlacedProblem, path: string, running: boolean): Finding => {
  const { key, line } = problem;
  const at = { path, line, running };
  switch (problem.problem) {
    case 'unknown-log-opt': {
      const { option, driver, suggestion } = problem;
      const params = { ...at, option, driver, suggestion, found: undefined };
      return { code: 'djson-bad-log-opt', subject: `${path} log-opts ${option}`, params };
    }
    case 'log-opt-not-string': {
      const { option, found } = problem;
      const params = { ...at, option, found, driver: undefined, suggestion: undefined };
      return { code: 'djson-bad-log-opt', subject: `${path} log-opts ${option}`, params };
    }
    case 'default-runtime-missing':
      return {
        code: 'djson-default-runtime-missing',
        subject: path,
        params: { ...at, runtime: problem.runtime },
      };
    case 'runtime-reserved':
      return { code: 'djson-runtime-reserved', subject: path, params: { ...at, runtime: problem.runtime } };
    default:
      return {
        code: 'djson-unknown-or-type',
        subject: `${path} ${key}`,
        params: { ...at, ...aboutKey(problem) },
        ...(problem.problem === 'ignored' ? { severity: 'info' } : {}),
      };
  }
};

type KeyProblem = Exclude<
  PlacedProblem,
  {
    readonly problem:
      | 'unknown-log-opt'
      | 'log-opt-not-string'
      | 'default-runtime-missing'
      | 'runtime-reserved';
  }
>;

const aboutKey = (problem: KeyProblem) => ({
  key: problem.key,
  problem: problem.problem,
  suggestion: 'suggestion' in problem ? problem.suggestion : undefined,
  release: releaseOf(problem),
  expected: problem.problem === 'wrong-type' ? problem.expected : undefined,
  found: problem.problem === 'wrong-type' ? problem.found : undefined,
});

const releaseOf = (problem: KeyProblem): string | undefined => {
  if (problem.problem === 'too-new') return problem.since;
  return problem.problem === 'removed' ? problem.removed : undefined;
};

export const configEvidence = (config: DaemonConfig | Unavailable): readonly Evidence[] => {
  if (isUnavailable(config)) return [{ source: config.source, observed: config.detail }];
  const { path, content, problems, conflicts } = config;
  return [{ source: path, observed: describe(content, problems.length + conflicts.length) }];
};

const describe = (content: DaemonConfig['content'], faults: number): string => {
  if (content === undefined) return 'no such file: the engine uses its defaults';
  if (isBroken(content)) return `not valid: ${content.detail}`;
  const keys = content.keys.length === 0 ? 'no key' : content.keys.join(', ');
  return faults === 0 ? `valid, with ${keys}` : `${keys}; ${faults} not acceptable`;
};
