import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import type { Identity } from '#core/host';
import { type BuildPlatforms, buildPlatforms } from '#facts/build-platforms';
import { type BuildxBuilder, buildxBuilder } from '#facts/buildx-builder';
import { type CliPlugin, cliPlugins } from '#facts/cli-plugins';
import { type DockerClient, dockerClient } from '#facts/docker-client';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { usesContainerdStore } from '#facts/graph-driver-leftovers';
import { identity } from '#facts/identity';
import { type SelectedEndpoint, selectedEndpoint } from '#facts/selected-endpoint';
import { useDefaultBuilder } from '#fixes/use-default-builder';
import type { EngineInfo } from '#parse/engine-api';
import { buildxCodes } from './buildx.codes.ts';
import { brokenWords, pluginEvidence, pluginFixes, repairOf } from './plugin.words.ts';

type Finding = FindingOf<typeof buildxCodes>;

export const clientBuildx = defineCheck({
  id: 'client/buildx',
  title: 'docker can build with BuildKit',
  about:
    'Clients since 23 build through the plugin buildx, which has a choice of builders of its own. A missing plugin is only noticed where BuildKit is asked for, and a chosen builder can lead to an engine that is gone.',
  symptoms: ['docker build fails: BuildKit, buildx, no builder found'],
  needs: {
    identity,
    client: dockerClient,
    plugins: cliPlugins,
    builder: optional(buildxBuilder),
    selected: selectedEndpoint,
    info: optional(engineInfo),
    inUse: optional(engineInUse),
    platforms: optional(buildPlatforms),
  },
  codes: buildxCodes,
  applies: ({ client, plugins }) => {
    if (client === undefined) return 'there is no docker client that would build';
    return plugins?.buildx !== undefined || needsPlugin(client)
      ? true
      : `docker ${client.version ?? ''} builds without the plugin buildx, and there is none`;
  },
  evaluate: ({ identity, client, plugins, builder, selected, info, inUse, platforms }) => {
    const plugin = plugins?.buildx;
    const missing = missingOf(plugin, builder);
    return {
      evidence: [
        { source: 'docker --version', observed: client?.version ?? client?.answer ?? 'none' },
        pluginEvidence('buildx', plugin, plugins?.searched ?? []),
        ...builderEvidence(plugin, builder),
      ],
      findings: [
        ...judgePlugin(plugin, client, identity),
        ...(plugin?.state.kind === 'works' ? judgeBuilder(ifAvailable(builder), selected) : []),
        ...(needsPlugin(client) && isOff(identity) ? judgeOff(client) : []),
        ...(plugin?.state.kind === 'works' && builder === undefined && isDocker(inUse)
          ? judgePlatforms(ifAvailable(platforms), ifAvailable(info))
          : []),
      ],
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

/** Docker 20.10 and older bring BuildKit's client themselves. */
const needsPlugin = (client: DockerClient | undefined): boolean =>
  Number(client?.version?.split('.')[0] ?? 0) >= 23;

const asksForIt = ({ environment }: Identity): boolean =>
  /^(?:1|t|true)$/i.test(environment['DOCKER_BUILDKIT'] ?? '');

const isOff = ({ environment }: Identity): boolean =>
  /^(?:0|f|false)$/i.test(environment['DOCKER_BUILDKIT'] ?? '');

const judgeOff = (client: DockerClient | undefined): readonly Finding[] => [
  { code: 'buildkit-off', subject: 'DOCKER_BUILDKIT', params: { client: client?.version } },
];

const isDocker = (inUse: EngineInUse | Unavailable): boolean => ifAvailable(inUse)?.engine === 'docker';

/** Nobody chose a builder: docker's own builds within the engine, as far as its image store goes. */
const judgePlatforms = (
  asked: BuildPlatforms | undefined,
  info: EngineInfo | undefined,
): readonly Finding[] => {
  if (asked === undefined || info === undefined || usesContainerdStore(info)) return [];
  const { path, platforms } = asked;
  return [{ code: 'buildx-multiplatform-docker-driver', subject: path, params: { path, platforms } }];
};

const missingOf = (
  plugin: CliPlugin | undefined,
  builder: BuildxBuilder | undefined | Unavailable,
): Unavailable | undefined => {
  if (plugin?.state.kind === 'unknown') return plugin.state.obstacle;
  return plugin?.state.kind === 'works' && isUnavailable(builder) ? builder : undefined;
};

const builderEvidence = (
  plugin: CliPlugin | undefined,
  builder: BuildxBuilder | undefined | Unavailable,
): readonly Evidence[] => {
  if (plugin?.state.kind !== 'works') return [];
  const source = 'builder in use';
  if (builder === undefined) return [{ source, observed: "docker's own" }];
  if (isUnavailable(builder)) return [{ source: builder.source, observed: builder.detail }];
  const nodes = builder.nodes.map(({ endpoint, state }) => `${endpoint}: ${state}`).join(', ');
  return [
    { source: `builder ${builder.name} (${builder.chosenBy})`, observed: nodes || 'unknown to buildx' },
  ];
};

const INSTALL =
  'Install the package docker-buildx-plugin (or docker-buildx), by the way in which docker was installed';

/** An old builder is what some people are well with; one that was asked for and is not there is a fault. */
const judgePlugin = (
  plugin: CliPlugin | undefined,
  client: DockerClient | undefined,
  identity: Identity,
): readonly Finding[] => {
  const isNeeded = needsPlugin(client);
  const isForced = isNeeded && asksForIt(identity);
  const severity = isForced ? 'error' : plugin === undefined ? 'info' : 'warning';
  const about = { subject: plugin?.path ?? 'buildx', severity } as const;
  const asked = { isForced, client: isNeeded ? client?.version : undefined };
  if (plugin === undefined) {
    const detail = 'the plugin buildx is not installed';
    return isNeeded
      ? [{ code: 'buildx-missing', ...about, params: { ...asked, detail, repair: INSTALL } }]
      : [];
  }
  const words = brokenWords(plugin.state);
  if (words === undefined) return [];
  const params = {
    ...asked,
    detail: `the plugin ${plugin.path} does not work: ${words}`,
    repair: repairOf(plugin),
  };
  return [{ code: 'buildx-missing', ...about, params, fixes: pluginFixes(plugin, identity) }];
};

const choiceOf = ({ name, path }: BuildxBuilder, { context = 'default' }: SelectedEndpoint) => ({
  name,
  choice: path.replace(/instances\/[^/]+$/, 'current'),
  context,
});

/** A builder on the very engine that docker uses shares its fate, which other rows tell. */
const judgeBuilder = (builder: BuildxBuilder | undefined, selected: SelectedEndpoint): readonly Finding[] => {
  if (builder === undefined) return [];
  const { name, chosenBy, path, known, nodes } = builder;
  const gone = nodes.filter(
    ({ endpoint, state }) => (state === 'no-context' || state === 'no-socket') && endpoint !== selected.value,
  );
  const byName = chosenBy === 'BUILDX_BUILDER';
  // Where a choice names a builder that buildx does not know, it takes docker's own without a word.
  if (known ? gone.length === 0 || gone.length < nodes.length : !byName) return [];
  return [
    {
      code: 'buildx-builder-stale',
      subject: name,
      severity: byName ? 'error' : 'warning',
      params: { name, chosenBy, path, endpoints: gone.map(({ endpoint }) => endpoint) },
      fixes: byName ? [] : [propose(useDefaultBuilder, choiceOf(builder, selected))],
    },
  ];
};
