import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import type { DaemonJson } from '#parse/daemon-json';
import type { DirectiveProblem } from '#parse/daemon-json-schema';
import { judgeDaemonJson } from '#parse/daemon-json-verdict';
import { type Malformed, malformed } from '#parse/malformed';
import { compact } from '#parse/text';
import { type DaemonFlags, daemonFlags } from './daemon-flags.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { installation } from './installation.ts';
import { isDefaultSocket, isRootlessSocket, socketPathOf } from './local-socket.ts';
import { selectedEndpoint } from './selected-endpoint.ts';

/** The engine's configuration file, and what dockerd would say to it. */
export interface DaemonConfig {
  readonly path: string;
  /** Absent where there is no such file, which is usual. */
  readonly content?: DaemonJson | Malformed;
  /** What it holds, without its secrets. */
  readonly text?: string;
  /** It is no file, so that there is nothing in it to correct. */
  readonly isDirectory?: true;
  /** Of that directory: nothing is in it, as a mount leaves it. */
  readonly isEmpty?: true;
  readonly problems: readonly PlacedProblem[];
  /** Keys that the command line gives too. */
  readonly conflicts: readonly PlacedKey[];
  /** How many keys were passed over, in a file of very many. */
  readonly unjudged?: number;
  /** Whose rules it was held against; absent where that could not be told. */
  readonly engineVersion?: string;
}

export interface PlacedKey {
  readonly key: string;
  /** Absent where the key was not found by looking for its text. */
  readonly line?: number;
}

export type PlacedProblem = DirectiveProblem & { readonly line?: number };

export const daemonConfig = defineFact({
  id: 'daemon-config',
  summary: "the engine's daemon.json, judged as dockerd would",
  needs: {
    identity,
    installation,
    selectedEndpoint,
    daemonFlags: optional(daemonFlags),
    engineInUse: optional(engineInUse),
    engineInfo: optional(engineInfo),
  },
  collect: async (host, needs): Promise<DaemonConfig | Unavailable> => {
    const flags = isUnavailable(needs.daemonFlags) ? undefined : needs.daemonFlags;
    const socket = socketPathOf(needs.selectedEndpoint);
    const path =
      isRootlessSocket(socket) && needs.identity.home !== undefined
        ? `${needs.identity.home}/.config/docker/daemon.json`
        : (flags?.flags.get('config-file')?.at(-1) ?? '/etc/docker/daemon.json');
    const text = await host.readFile(path);
    if (isUnavailable(text)) return withoutText(host, path, text);
    const version = await versionOf(host, needs);
    return { path, text, ...judge(text, version, flags), ...(version && { engineVersion: version }) };
  },
});

const withoutText = async (
  host: ReadableHost,
  path: string,
  text: Unavailable,
): Promise<DaemonConfig | Unavailable> => {
  const nothing = { path, problems: [], conflicts: [] };
  if (text.reason === 'absent') return nothing;
  const stat = text.reason === 'malformed' ? await host.stat(path) : text;
  if (isUnavailable(stat) || stat.type !== 'directory') return text;
  const entries = await host.list(path);
  const isEmpty = !isUnavailable(entries) && entries.length === 0;
  const content = malformed('daemon.json', 'it is a directory');
  return { ...nothing, content, isDirectory: true, ...(isEmpty && { isEmpty }) };
};

interface VersionSources {
  readonly engineInUse: { readonly id: string } | Unavailable;
  readonly engineInfo: { readonly ServerVersion?: string | undefined } | Unavailable;
  readonly installation: { readonly dockerd?: string };
}

/** The running engine says its version for nothing; one that does not run has to be asked by its program. */
const versionOf = async (
  host: ReadableHost,
  { engineInUse, engineInfo, installation }: VersionSources,
): Promise<string | undefined> => {
  const isOurs = !isUnavailable(engineInUse) && isLocal(engineInUse.id);
  if (isOurs && !isUnavailable(engineInfo)) return engineInfo.ServerVersion;
  if (installation.dockerd === undefined) return undefined;
  const output = await host.query([installation.dockerd, '--version'], { timeoutMs: 2000 });
  return isUnavailable(output) ? undefined : /version (\S+?),? /.exec(output.stdout)?.[1];
};

const isLocal = (id: string): boolean => {
  const path = id.replace(/^unix:\/\//, '');
  return isDefaultSocket(path) || isRootlessSocket(path);
};

const judge = (
  text: string,
  engineVersion: string | undefined,
  flags: DaemonFlags | undefined,
): Pick<DaemonConfig, 'content' | 'problems' | 'conflicts' | 'unjudged'> => {
  const reader = compact({ engineVersion, flags });
  const { content, problems, conflicts, unjudged } = judgeDaemonJson(text, reader);
  return {
    content,
    ...(unjudged === 0 ? {} : { unjudged }),
    problems: problems.map((problem) => ({ ...problem, ...lineOf(text, nameOf(problem)) })),
    conflicts: conflicts.map((key) => ({ key, ...lineOf(text, key) })),
  };
};

const nameOf = (problem: DirectiveProblem): string => ('option' in problem ? problem.option : problem.key);

const lineOf = (text: string, key: string): { readonly line?: number } => {
  const quoted = key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const at = text.search(new RegExp(`"${quoted}"\\s*:`));
  return at < 0 ? {} : { line: text.slice(0, at).split('\n').length };
};
