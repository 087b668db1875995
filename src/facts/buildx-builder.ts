import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { maskedEndpoint } from '#core/secrets';
import { type BuilderInstance, parseBuilderInstance, parseCurrentBuilder } from '#parse/buildx-state';
import { cliPlugins } from './cli-plugins.ts';
import { configDirectory } from './docker-config.ts';
import { dockerContexts } from './docker-contexts.ts';
import { identity } from './identity.ts';
import { type SelectedEndpoint, selectedEndpoint } from './selected-endpoint.ts';

/** The builder that buildx would take. */
export interface BuildxBuilder {
  readonly name: string;
  readonly chosenBy: 'BUILDX_BUILDER' | 'current';
  /** Where buildx keeps what it knows of it. */
  readonly path: string;
  /** Absent where buildx knows nothing of it. */
  readonly driver?: string;
  readonly nodes: readonly BuilderNode[];
  readonly known: boolean;
}

export interface BuilderNode {
  readonly endpoint: string;
  /** `elsewhere`: on another machine, and not asked. */
  readonly state: 'there' | 'no-context' | 'no-socket' | 'elsewhere';
}

/** `undefined`: nobody chose one, so that docker's own is used, or there is no buildx that would choose. */
export const buildxBuilder = defineFact({
  id: 'buildx-builder',
  summary: 'the builder that buildx would take',
  needs: { identity, selectedEndpoint, dockerContexts, cliPlugins },
  collect: async (host, needs): Promise<BuildxBuilder | undefined | Unavailable> => {
    const { identity, selectedEndpoint, dockerContexts, cliPlugins } = needs;
    if (cliPlugins?.buildx?.state.kind !== 'works') return undefined;
    const home = configDirectory(identity);
    const directory = identity.environment['BUILDX_CONFIG'] || (home && `${home}/buildx`);
    if (directory === undefined) return undefined;
    const choice = await choose(host, directory, identity.environment['BUILDX_BUILDER'], selectedEndpoint);
    if (choice === undefined || isUnavailable(choice)) return choice;
    const contexts = ['default', ...dockerContexts.map(({ name }) => name)];
    if (contexts.includes(choice.name)) return undefined;
    const path = `${directory}/instances/${choice.name}`;
    const text = await host.readFile(path);
    if (isUnavailable(text) && text.reason !== 'absent') return text;
    if (isUnavailable(text)) return { ...choice, path, nodes: [], known: false };
    const instance = parseBuilderInstance(text);
    return { ...choice, path, known: true, ...(await nodesOf(host, instance, contexts)) };
  },
});

type Choice = Pick<BuildxBuilder, 'name' | 'chosenBy'>;

const choose = async (
  host: ReadableHost,
  directory: string,
  named: string | undefined,
  selected: SelectedEndpoint,
): Promise<Choice | undefined | Unavailable> => {
  // It becomes part of a path.
  if (named) return /^[\w.-]+$/.test(named) ? { name: named, chosenBy: 'BUILDX_BUILDER' } : undefined;
  const text = await host.readFile(`${directory}/current`);
  if (isUnavailable(text)) return text.reason === 'absent' ? undefined : text;
  const current = parseCurrentBuilder(text);
  if (current === undefined || !/^[\w.-]+$/.test(current.name)) return undefined;
  // A choice holds for the engine for which it was made.
  const isForThis = current.global || current.key === (selected.context ?? selected.value);
  return isForThis ? { name: current.name, chosenBy: 'current' } : undefined;
};

const nodesOf = async (
  host: ReadableHost,
  { driver, endpoints }: BuilderInstance,
  contexts: readonly string[],
): Promise<Pick<BuildxBuilder, 'driver' | 'nodes'>> => ({
  ...(driver === undefined ? {} : { driver }),
  nodes: await Promise.all(
    endpoints.map(async (endpoint) => ({
      endpoint: maskedEndpoint(endpoint),
      // In a cluster it is a context of kubectl.
      state: driver === 'kubernetes' ? 'elsewhere' : await stateOf(host, endpoint, contexts),
    })),
  ),
});

const stateOf = async (
  host: ReadableHost,
  endpoint: string,
  contexts: readonly string[],
): Promise<BuilderNode['state']> => {
  if (contexts.includes(endpoint)) return 'there';
  const path = /^unix:\/\/(\/.+)$/.exec(endpoint)?.[1];
  if (path === undefined) return endpoint.includes('://') ? 'elsewhere' : 'no-context';
  const stat = await host.stat(path);
  return isUnavailable(stat) && stat.reason === 'absent' ? 'no-socket' : 'there';
};
