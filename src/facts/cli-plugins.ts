import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { FileStat, ReadableHost } from '#core/host';
import { parseCliPluginMetadata } from '#parse/cli-plugin-metadata';
import { isMalformed } from '#parse/malformed';
import { dockerClient } from './docker-client.ts';
import { type DockerClientConfig, dockerConfig } from './docker-config.ts';
import { platform } from './platform.ts';
import { runProgram } from './run-program.ts';

export type PluginState =
  | { readonly kind: 'works'; readonly version?: string }
  | { readonly kind: 'dangling'; readonly target: string }
  | { readonly kind: 'not-executable'; readonly mode: string; readonly uid: number }
  | { readonly kind: 'broken'; readonly detail: string }
  /** It was not to be learned whether it works. */
  | { readonly kind: 'unknown'; readonly obstacle: Unavailable };

/** A plugin as the docker client would take it. */
export interface CliPlugin {
  readonly path: string;
  readonly state: PluginState;
}

export interface CliPlugins {
  readonly searched: readonly string[];
  readonly compose?: CliPlugin;
  readonly buildx?: CliPlugin;
}

/** `undefined`: there is no docker client that would take them. */
export const cliPlugins = defineFact({
  id: 'cli-plugins',
  summary: 'Compose and buildx as plugins of the docker client',
  needs: { dockerClient, dockerConfig, platform },
  collect: async (
    host,
    { dockerClient, dockerConfig, platform },
  ): Promise<CliPlugins | undefined | Unavailable> => {
    if (dockerClient === undefined) return undefined;
    const searched = directoriesOf(dockerConfig);
    const lists = await Promise.all(searched.map((directory) => host.list(directory)));
    const unknown = lists.filter(isUnavailable).find(({ reason }) => !PASSED_OVER.has(reason));
    if (unknown !== undefined) return unknown;
    const pathsOf = (name: string): readonly string[] =>
      searched.flatMap((directory, index) => {
        const names = lists[index];
        return names === undefined || isUnavailable(names) || !names.includes(name)
          ? []
          : [`${directory}/${name}`];
      });
    const [compose, buildx] = await Promise.all(
      ['docker-compose', 'docker-buildx'].map((name) => chosenOf(host, pathsOf(name), platform.arch)),
    );
    return {
      searched,
      ...(compose === undefined ? {} : { compose }),
      ...(buildx === undefined ? {} : { buildx }),
    };
  },
});

/** A directory that is not there, or is no directory, or may not be read, the client passes over without a word. */
const PASSED_OVER: ReadonlySet<Unavailable['reason']> = new Set(['absent', 'denied', 'malformed']);

/** The order of docker/cli's `getPluginDirs`. */
const directoriesOf = ({ directory, content }: DockerClientConfig): readonly string[] => [
  ...(content === undefined || isUnavailable(content) || isMalformed(content)
    ? []
    : content.cliPluginsExtraDirs),
  ...(directory === undefined ? [] : [`${directory}/cli-plugins`]),
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/** The first that exists is taken, whether it works or not; a link that leads nowhere does not exist. */
const chosenOf = async (
  host: ReadableHost,
  paths: readonly string[],
  arch: string,
): Promise<CliPlugin | undefined> => {
  const candidates = await Promise.all(paths.map(async (path) => ({ path, stat: await host.stat(path) })));
  const first = candidates.find(({ stat }) => !isUnavailable(stat) || stat.reason !== 'absent');
  if (first === undefined) {
    const [path] = paths;
    return path === undefined ? undefined : { path, state: await danglingAt(host, path) };
  }
  const { path, stat } = first;
  return {
    path,
    state: isUnavailable(stat) ? { kind: 'unknown', obstacle: stat } : await ask(host, path, stat, arch),
  };
};

const danglingAt = async (host: ReadableHost, path: string): Promise<PluginState> => {
  const lstat = await host.lstat(path);
  return isUnavailable(lstat)
    ? { kind: 'unknown', obstacle: lstat }
    : { kind: 'dangling', target: lstat.linkTarget ?? 'nowhere' };
};

const ask = async (
  host: ReadableHost,
  path: string,
  { type, mode, uid }: FileStat,
  arch: string,
): Promise<PluginState> => {
  if (type !== 'file') return { kind: 'broken', detail: `it is a ${type}` };
  if ((mode & 0o111) === 0)
    return { kind: 'not-executable', mode: (mode & 0o777).toString(8).padStart(3, '0'), uid };
  const answer = await runProgram(host, [path, 'docker-cli-plugin-metadata'], { arch });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'unusable') return { kind: 'broken', detail: answer.detail };
  const { exitCode, stdout, stderr } = answer.output;
  if (exitCode !== 0) {
    const [words = ''] = stderr.trim().split('\n');
    return { kind: 'broken', detail: `it ends with exit code ${exitCode}: ${words.slice(0, 200)}` };
  }
  const metadata = parseCliPluginMetadata(stdout);
  if (isMalformed(metadata)) return { kind: 'broken', detail: `its answer about itself: ${metadata.detail}` };
  return { kind: 'works', ...(metadata.version === undefined ? {} : { version: metadata.version }) };
};
