import { type DaemonJson, parseDaemonJson } from '#parse/daemon-json';
import { type DirectiveProblem, judgeDirectives, MOST_JUDGED, unjudgedIn } from '#parse/daemon-json-schema';
import { conflictingDirectives, type DockerdFlags } from '#parse/dockerd-flags';
import { isMalformed, type Malformed } from '#parse/malformed';

/** Who reads a daemon.json, as far as it is known. */
export interface DaemonJsonReader {
  readonly engineVersion?: string;
  /** Its command line. */
  readonly flags?: DockerdFlags;
}

export interface DaemonJsonVerdict {
  readonly content: DaemonJson | Malformed;
  readonly problems: readonly DirectiveProblem[];
  /** Keys that the command line gives too. */
  readonly conflicts: readonly string[];
  /** How many keys were passed over, in a file of very many. */
  readonly unjudged: number;
}

/** What dockerd would say to the text. */
export const judgeDaemonJson = (text: string, reader: DaemonJsonReader): DaemonJsonVerdict => {
  const { engineVersion, flags } = reader;
  const content = parseDaemonJson(text, engineVersion);
  if (isMalformed(content)) return { content, problems: [], conflicts: [], unjudged: 0 };
  const keys = [...new Set(content.directives.map(({ key }) => key))];
  return {
    content,
    unjudged: unjudgedIn(content),
    problems: judgeDirectives(content, engineVersion).filter((problem) => !isSettledByFlag(problem, flags)),
    conflicts: flags === undefined ? [] : conflictingDirectives(flags, keys).slice(0, MOST_JUDGED),
  };
};

/** What the file lacks, or means otherwise, because the command line says it. */
const isSettledByFlag = (problem: DirectiveProblem, flags: DockerdFlags | undefined): boolean => {
  switch (problem.problem) {
    case 'unknown-log-opt':
      return flags?.flags.has('log-driver') ?? false;
    case 'default-runtime-missing':
      return (
        flags?.flags.get('add-runtime')?.some((value) => value.startsWith(`${problem.runtime}=`)) ?? false
      );
    default:
      return false;
  }
};

/** The engine would start with it. Of what it merely ignores it says nothing itself. */
export const wouldTake = ({ content, problems, conflicts, unjudged }: DaemonJsonVerdict): boolean =>
  !isMalformed(content) &&
  unjudged === 0 &&
  conflicts.length === 0 &&
  problems.every(({ problem }) => problem === 'ignored');
