import coerce from 'semver/functions/coerce.js';
import gte from 'semver/functions/gte.js';
import lt from 'semver/functions/lt.js';
import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import type { Identity } from '#core/host';
import { type CliPlugin, type CliPlugins, cliPlugins } from '#facts/cli-plugins';
import { type ComposeProject, composeProject } from '#facts/compose-project';
import { type ComposeStandalone, composeStandalone } from '#facts/compose-standalone';
import { type ComposeUnit, composeUnits } from '#facts/compose-units';
import { engineVersion } from '#facts/engine-version';
import { identity } from '#facts/identity';
import { composeCodes } from './compose.codes.ts';
import { brokenWords, pluginEvidence, pluginFixes, repairOf } from './plugin.words.ts';

type Finding = FindingOf<typeof composeCodes>;

export const clientCompose = defineCheck({
  id: 'client/compose',
  title: 'Docker Compose works',
  about:
    'Compose is a plugin that docker looks for in a handful of directories, or an old program of its own. A broken one and a missing one look the same: docker says that compose is no command of it.',
  symptoms: ["docker: 'compose' is not a docker command", "KeyError: 'ContainerConfig'"],
  needs: {
    plugins: cliPlugins,
    project: composeProject,
    standalone: optional(composeStandalone),
    version: optional(engineVersion),
    identity,
    units: optional(composeUnits),
  },
  codes: composeCodes,
  applies: ({ plugins, project, standalone, units }) => {
    if (standalone !== undefined || plugins?.compose !== undefined) return true;
    if ((ifAvailable(units) ?? []).length > 0) return true;
    if (plugins === undefined) return 'there is no docker client that Compose would belong to';
    return project.file !== undefined && !project.podmanCompose
      ? true
      : `Docker Compose is not installed, and nothing in ${project.directory} asks for it`;
  },
  evaluate: ({ plugins, project, standalone, version, identity, units }) => {
    const { composeFloor } = identity.settings;
    const program = ifAvailable(standalone);
    const plugin = plugins?.compose;
    const missing = missingOf(plugin, standalone);
    return {
      evidence: [
        pluginEvidence('Compose', plugin, plugins?.searched ?? []),
        ...standaloneEvidence(standalone),
        ...unitEvidence(ifAvailable(units)),
      ],
      findings: [
        ...judgePlugin(plugin, identity),
        ...judgeAbsence(plugins, project, standalone),
        ...(program === undefined ? [] : judgeV1(program, plugin, ifAvailable(version)?.Version)),
        ...judgeVersions(plugin, program, composeFloor),
        ...(ifAvailable(units) ?? []).flatMap((unit) => judgeUnit(unit, standalone)),
      ],
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

const missingOf = (
  plugin: CliPlugin | undefined,
  standalone: ComposeStandalone | undefined | Unavailable,
): Unavailable | undefined => {
  if (plugin?.state.kind === 'unknown') return plugin.state.obstacle;
  return plugin === undefined && isUnavailable(standalone) ? standalone : undefined;
};

const standaloneEvidence = (standalone: ComposeStandalone | undefined | Unavailable): readonly Evidence[] => {
  if (standalone === undefined) return [];
  if (isUnavailable(standalone)) return [{ source: standalone.source, observed: standalone.detail }];
  const { path, version, failure = '', packages } = standalone;
  const python =
    packages === undefined ? '' : `, requests ${packages.requests}, docker-py ${packages.dockerPy}`;
  return [{ source: `${path} version --short`, observed: `${version ?? failure}${python}` }];
};

/** A link whose target is gone is what a removed program left; nobody may miss it. */
const judgePlugin = (plugin: CliPlugin | undefined, identity: Identity): readonly Finding[] => {
  const detail = plugin && brokenWords(plugin.state);
  if (plugin === undefined || detail === undefined) return [];
  const { path, state } = plugin;
  const params = { path, detail, repair: repairOf(plugin) };
  return [
    {
      code: 'compose-plugin-broken',
      subject: path,
      params,
      fixes: pluginFixes(plugin, identity),
      ...(state.kind === 'dangling' ? { severity: 'warning' } : {}),
    },
  ];
};

const judgeAbsence = (
  plugins: CliPlugins | undefined,
  { directory, file, podmanCompose }: ComposeProject,
  standalone: ComposeStandalone | undefined | Unavailable,
): readonly Finding[] => {
  if (plugins === undefined || plugins.compose !== undefined || standalone !== undefined) return [];
  if (file === undefined || podmanCompose) return [];
  const path = `${directory}/${file}`;
  return [
    { code: 'compose-plugin-missing', subject: path, params: { file: path, searched: plugins.searched } },
  ];
};

/** Compose v1 still works with the engines of its time: that it is old is then no more than a remark. */
const judgeV1 = (
  program: ComposeStandalone,
  plugin: CliPlugin | undefined,
  engine: string | undefined,
): readonly Finding[] => {
  const { path, version } = program;
  const isSpare = plugin?.state.kind === 'works';
  const detail = failureOf(program);
  if (detail !== undefined) {
    const severity = isSpare ? 'info' : 'error';
    return [{ code: 'compose-v1-requests', subject: path, params: { path, detail }, severity }];
  }
  if (version === undefined || !version.startsWith('1.')) return [];
  const [known, broke] = [coerce(engine), coerce('25.0.0')];
  const fails = known !== null && broke !== null && gte(known, broke);
  const params = { path, version, engine: fails ? engine : undefined };
  return [
    { code: 'compose-v1-eol', subject: path, params, severity: fails && !isSpare ? 'warning' : 'info' },
  ];
};

/** Of version 1 another code tells, and one that somebody built for himself often has no version at all. */
const judgeVersions = (
  plugin: CliPlugin | undefined,
  program: ComposeStandalone | undefined,
  floor: string,
): readonly Finding[] => {
  const works = plugin?.state.kind === 'works' ? plugin.state.version : undefined;
  const found = [
    { path: plugin?.path ?? '', version: works?.replace(/^v/, '') },
    { path: program?.path ?? '', version: program?.version },
  ];
  return found.flatMap(({ path, version }): readonly Finding[] =>
    version === undefined || /^(?:1\.|0\.0\.0)/.test(version) || !isBefore(version, floor)
      ? []
      : [{ code: 'compose-too-old', subject: path, params: { path, version, floor } }],
  );
};

/** A program of that name may be version 2, which is as good as the plugin. */
const judgeUnit = (
  { unit, path, program, exists, isInUse }: ComposeUnit,
  standalone: ComposeStandalone | undefined | Unavailable,
): readonly Finding[] => {
  const known = ifAvailable(standalone);
  const isV1 = known?.path === program && known.version?.startsWith('1.') === true;
  if (exists && !isV1) return [];
  const state = exists ? 'v1' : 'gone';
  const severity = !exists && isInUse ? 'warning' : 'info';
  return [
    { code: 'compose-v1-unit', subject: unit, severity, params: { unit, path, program, state, isInUse } },
  ];
};

const unitEvidence = (units: readonly ComposeUnit[] | undefined): readonly Evidence[] =>
  (units ?? []).map(({ path, program, exists, isInUse }) => ({
    source: path,
    observed: `calls ${program}, which ${exists ? 'exists' : 'does not exist'}; ${isInUse ? 'enabled or running' : 'neither enabled nor running'}`,
  }));

const failureOf = ({ isPython, version, failure, packages }: ComposeStandalone): string | undefined => {
  if (!isPython) return undefined;
  if (failure !== undefined && /No module named '?distutils|http\+docker/.test(failure)) return failure;
  if (version?.startsWith('1.') !== true || packages === undefined) return undefined;
  const { requests, dockerPy } = packages;
  return isBefore(dockerPy, '7.1.0') && !isBefore(requests, '2.32.0')
    ? `requests ${requests} does not go with docker-py ${dockerPy}`
    : undefined;
};

const isBefore = (version: string, other: string): boolean => {
  const [one, two] = [coerce(version), coerce(other)];
  return one !== null && two !== null && lt(one, two);
};
