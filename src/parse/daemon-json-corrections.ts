import type { FileEdit, JsonMember } from '#core/file-edit';
import { applyEdit } from '#parse/apply-edit';
import { correctedValue, type Json } from '#parse/corrected-value';
import type { DirectiveProblem } from '#parse/daemon-json-schema';
import { type DaemonJsonReader, judgeDaemonJson, wouldTake } from '#parse/daemon-json-verdict';
import { isJson, repairJson } from '#parse/json-repair';
import { isRecord, recordOf } from '#parse/shape';

export interface CorrectionRules extends DaemonJsonReader {
  /** The path of `nvidia-container-runtime`, where it is installed. */
  readonly nvidiaRuntime?: string;
}

/** Correcting one fault can lay open the next: a key that got its right name may have a value of the wrong type. */
const MOST_ROUNDS = 4;

/**
 * The one edit after which the engine takes the file. `undefined`: it takes it already, or nobody but its author knows
 * what was meant.
 *
 *     { "log-drivers": "local", "dns": "10.0.0.2", }   →   { "log-driver": "local", "dns": ["10.0.0.2"] }
 */
export const correctionOf = (text: string, rules: CorrectionRules): FileEdit | undefined => {
  if (wouldTake(judgeDaemonJson(text, rules))) return undefined;
  if (text.trim() === '') return { kind: 'json', members: [] };
  const isBroken = !isJson(text);
  const base = isBroken ? repairJson(text) : text;
  const members = base === undefined ? undefined : membersFor(base, rules);
  if (members === undefined) return undefined;
  if (!isBroken) return { kind: 'json', members };
  return members.length === 0 ? { kind: 'json-syntax' } : { kind: 'json-syntax', members };
};

const membersFor = (base: string, rules: CorrectionRules): readonly JsonMember[] | undefined => {
  const members: JsonMember[] = [];
  let text = base;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const verdict = judgeDaemonJson(text, rules);
    if (wouldTake(verdict)) return members;
    const json: unknown = JSON.parse(text);
    if (!isRecord(json) || verdict.unjudged > 0) return undefined;
    const wanted = [
      ...verdict.problems.map((problem) => corrected(problem, json, rules)),
      ...verdict.conflicts.map((key) => withoutConflict(key, json, rules)),
    ];
    if (wanted.some((one) => one === undefined)) return undefined;
    const fresh = distinct(wanted.flatMap((one) => one ?? []));
    const edited = applyEdit(text, { kind: 'json', members: fresh });
    if (fresh.length === 0 || edited.kind === 'impossible') return undefined;
    members.push(...fresh);
    text = edited.text;
  }
  return undefined;
};

const distinct = (members: readonly JsonMember[]): readonly JsonMember[] =>
  members.filter(({ path }, at) => members.findIndex((one) => `${one.path}` === `${path}`) === at);

/** Without these the engine would start somewhere else, and all images would seem to be gone. */
const LEADS_TO_DATA: ReadonlySet<string> = new Set([
  ...['data-root', 'graph', 'exec-root', 'containerd', 'containerd-namespace'],
  ...['storage-driver', 'storage-opts', 'userns-remap'],
]);

/** What may open or weaken the host is not brought into force by guessing what was meant: it is taken out. */
const WEAKENS: ReadonlySet<string> = new Set([
  ...['hosts', 'insecure-registries', 'tls', 'tlsverify', 'allow-direct-routing', 'ip-forward-no-drop'],
  ...['iptables', 'ip6tables', 'ip-masq', 'ip-forward', 'icc', 'no-new-privileges', 'seccomp-profile'],
  ...['selinux-enabled', 'authorization-plugins', 'group', 'default-cgroupns-mode', 'default-ipc-mode'],
]);

type Corrected = readonly JsonMember[] | undefined;

const corrected = (
  problem: DirectiveProblem,
  json: Readonly<Record<string, Json>>,
  rules: CorrectionRules,
): Corrected => {
  switch (problem.problem) {
    case 'ignored':
      return [];
    case 'unknown':
    case 'removed':
      return renamedOrOut(problem.key, problem.suggestion, json);
    case 'desktop-only':
    case 'too-new':
      return takenOut(problem.key, json);
    case 'wrong-type': {
      const { key, expected } = problem;
      const path = pathOf(key, json);
      const seen = path && valueAt(json, path);
      // A number as a directory is no directory.
      const isVague = WEAKENS.has(key) || (LEADS_TO_DATA.has(key) && !Array.isArray(seen));
      const value = isVague ? undefined : correctedValue(key, expected, seen);
      return path === undefined || value === undefined ? takenOut(key, json) : [{ path, value }];
    }
    case 'unknown-log-opt': {
      const { option, suggestion } = problem;
      const path = ['log-opts', option];
      return suggestion === undefined || suggestion in recordOf(json['log-opts'])
        ? [{ path }]
        : [{ path, renamed: suggestion }];
    }
    case 'log-opt-not-string': {
      const path = ['log-opts', problem.option];
      const value = correctedValue(problem.option, 'string', valueAt(json, path));
      return [value === undefined ? { path } : { path, value }];
    }
    case 'default-runtime-missing':
      return problem.runtime === 'nvidia' && rules.nvidiaRuntime !== undefined
        ? [{ path: ['runtimes', 'nvidia'], value: { path: rules.nvidiaRuntime } }]
        : [{ path: ['default-runtime'] }];
    case 'runtime-reserved':
      return [withoutReserved(recordOf(json['runtimes']))];
  }
};

/** What it says of runc itself is as it is anyway; of another program it keeps its place under another name. */
const withoutReserved = (runtimes: Readonly<Record<string, unknown>>): JsonMember => {
  const path = ['runtimes', 'runc'];
  const { path: program, ...rest } = recordOf(runtimes['runc']);
  const isPlain = Object.values(rest).every((value) => Array.isArray(value) && value.length === 0);
  const isRunc = typeof program === 'string' && /(?:^|\/)runc$/.test(program);
  return (isRunc && isPlain) || OTHER_NAME in runtimes ? { path } : { path, renamed: OTHER_NAME };
};

const OTHER_NAME = 'runc-custom';

const renamedOrOut = (
  key: string,
  suggestion: string | undefined,
  json: Readonly<Record<string, Json>>,
): Corrected => {
  const path = pathOf(key, json);
  const isFree = suggestion !== undefined && pathOf(suggestion, json) === undefined;
  return path !== undefined && isFree && !WEAKENS.has(suggestion)
    ? [{ path, renamed: suggestion }]
    : takenOut(key, json);
};

const takenOut = (key: string, json: Readonly<Record<string, Json>>): Corrected => {
  if (LEADS_TO_DATA.has(key)) return undefined;
  const path = pathOf(key, json);
  if (path === undefined) return undefined;
  const [parent] = path;
  // An object of nothing but such keys was one thing to its author.
  const isAlone = path.length > 1 && Object.keys(recordOf(json[parent ?? ''])).length === 1;
  return [{ path: isAlone ? path.slice(0, 1) : path }];
};

/** The command line keeps its word, as the packaged unit stays as it is. */
const withoutConflict = (
  key: string,
  json: Readonly<Record<string, Json>>,
  { flags }: CorrectionRules,
): Corrected => {
  const path = pathOf(key, json);
  if (path === undefined) return undefined;
  const isSame = flags?.flags.get(key)?.at(-1) === valueAt(json, path);
  return LEADS_TO_DATA.has(key) && !isSame ? undefined : [{ path }];
};

/** At the top, or one below, where dockerd flattens the file. */
const pathOf = (key: string, json: Readonly<Record<string, Json>>): readonly string[] | undefined => {
  if (Object.hasOwn(json, key)) return [key];
  const parent = Object.keys(json).find((one) => {
    const inner = json[one];
    return isRecord(inner) && Object.hasOwn(inner, key);
  });
  return parent === undefined ? undefined : [parent, key];
};

const valueAt = (json: Json, path: readonly string[]): Json =>
  path.reduce<Json>((at, part) => recordOf(at)[part], json);
