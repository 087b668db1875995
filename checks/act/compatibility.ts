import coerce from 'semver/functions/coerce.js';
import lt from 'semver/functions/lt.js';
import { ifAvailable, isUnavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import type { Identity } from '#core/host';
import { formatBytes } from '#core/text';
import { type ActCache, actCache } from '#facts/act-cache';
import { type ActrcFile, actConfig } from '#facts/act-config';
import { actEndpoint } from '#facts/act-endpoint';
import { type ActInstallation, actInstallation } from '#facts/act-installation';
import { type ActLeftovers, actLeftovers } from '#facts/act-leftovers';
import { bytePressure, usedPercent } from '#facts/disk-pressure';
import { engineContainers } from '#facts/engine-containers';
import { identity } from '#facts/identity';
import { platform } from '#facts/platform';
import { type StoragePlaces, storagePlaces } from '#facts/storage-places';
import { removeActLeftovers } from '#fixes/remove-act-leftovers';
import { splitActOptions } from '#fixes/split-act-options';
import { compatibilityCodes } from './compatibility.codes.ts';
import { addedTo, endpointEvidence, judgeEndpoint } from './compatibility.endpoint.ts';

type Finding = FindingOf<typeof compatibilityCodes>;

export const actCompatibility = defineCheck({
  id: 'act/compatibility',
  title: 'act finds and suits the engine',
  about:
    'act picks its engine by rules of its own, ignores docker contexts, and reads its configuration line by line without quotes. This check replays both and holds its version against the engine.',
  symptoms: ['act hangs or does not find Docker', 'act asks for an image, or ignores .actrc'],
  needs: {
    act: actInstallation,
    endpoint: actEndpoint,
    config: actConfig,
    cache: actCache,
    identity,
    platform,
    containers: optional(engineContainers),
    leftovers: optional(actLeftovers),
    places: optional(storagePlaces),
  },
  codes: compatibilityCodes,
  applies: ({ act }) => (act === undefined ? 'act is not installed' : true),
  evaluate: (needs) => {
    const { act, endpoint, config, cache, identity, platform, containers, leftovers, places } = needs;
    // `applies` has seen to it that both are there.
    if (act === undefined || endpoint === undefined) return { evidence: [NOT_INSTALLED], findings: [] };
    const findings: readonly Finding[] = [
      ...judgeEndpoint({ endpoint, config, identity, platform }),
      ...judgeVersion(act, endpoint.probe?.state),
      ...judgeConfig(config, identity),
      ...judgeArchitecture(config, platform.arch),
      ...cache.flatMap((one) => judgeCache(one, identity, ifAvailable(places)?.filesystems ?? [])),
      ...judgeLeftovers(ifAvailable(containers) ?? [], ifAvailable(leftovers)),
    ];
    return {
      evidence: [
        { source: `${act.path} --version`, observed: act.version ?? act.answer },
        ...endpointEvidence(endpoint),
        ...config.map(configEvidence),
        ...cache.map(cacheEvidence),
      ],
      findings,
      ...(endpoint.obstacle === undefined ? {} : { missing: endpoint.obstacle }),
    };
  },
});

const NOT_INSTALLED: Evidence = { source: 'act', observed: 'not installed' };

const configEvidence = ({ path, content }: ActrcFile): Evidence => {
  const source = `read ${path}`;
  if (content === undefined) return { source, observed: 'no such file' };
  if (isUnavailable(content)) return { source, observed: content.detail };
  const images = Object.entries(content.platforms).map(([label, image]) => `${label}=${image}`);
  return { source, observed: [`${content.options.length} options`, ...images].join(', ') };
};

const cacheEvidence = ({ path, usage }: ActCache): Evidence => ({
  source: `statfs ${path}`,
  observed:
    usage === undefined
      ? 'not measured'
      : `${usedPercent(usage)} % used, ${formatBytes(usage.availableBytes)} left`,
});

const isOlder = (version: string, limit: string): boolean => {
  const known = coerce(version);
  return known !== null && lt(known, limit);
};

const RUNTIMES: readonly (readonly [runtime: string, since: string])[] = [
  ['node20', '0.2.51'],
  ['node24', '0.2.81'],
];

const judgeVersion = (
  { version }: ActInstallation,
  state: { readonly kind: string; readonly apiVersion?: string | undefined } | undefined,
): readonly Finding[] => {
  if (version === undefined) return [];
  const runtimes = RUNTIMES.filter(([, since]) => isOlder(version, since)).map(([runtime]) => runtime);
  const { apiVersion } = state ?? {};
  const isRefused = apiVersion !== undefined && !isOlder(version, '0.2.87') && isOlder(apiVersion, '1.40.0');
  const subject = `act ${version}`;
  return [
    ...(isRefused
      ? [{ code: 'act-api-too-old', subject, params: { actVersion: version, apiVersion } } as const]
      : []),
    ...(runtimes.length > 0
      ? [{ code: 'act-node-runtime-too-new', subject, params: { actVersion: version, runtimes } } as const]
      : []),
  ];
};

const contentsOf = (config: readonly ActrcFile[]) =>
  config.flatMap(({ content, ...file }) =>
    content === undefined || isUnavailable(content) ? [] : [{ ...file, content }],
  );

const judgeConfig = (config: readonly ActrcFile[], { environment }: Identity): readonly Finding[] => {
  const contents = contentsOf(config);
  const ignored = contents.flatMap(
    ({ path, content: { problems }, editable, corrections = [] }): readonly Finding[] => {
      const lines = problems.map(({ line, kind }) => `line ${line} ${PROBLEMS[kind]}`);
      const severity = problems.every(({ kind }) => kind === 'platform-repeated') ? 'info' : 'warning';
      return lines.length === 0
        ? []
        : [
            {
              code: 'act-actrc-ignored',
              subject: path,
              severity,
              params: { path, lines },
              fixes:
                editable === undefined || corrections.length === 0
                  ? []
                  : [propose(splitActOptions, { file: editable, change: corrections })],
            },
          ];
    },
  );
  // A file that cannot be read may hold the answer.
  const isSettled = contents.some(({ content }) => Object.keys(content.platforms).length > 0);
  const isUnsure = config.some(({ content }) => content !== undefined && isUnavailable(content));
  if (isSettled || isUnsure) return ignored;
  const isCi = (environment['CI'] ?? '') !== '';
  const params = { files: config.map(({ path }) => path), isCi };
  return [
    ...ignored,
    {
      code: 'act-survey-prompt',
      subject: 'actrc',
      severity: isCi ? 'warning' : 'info',
      params,
      fixes: addedTo(config, 'image'),
    },
  ];
};

type ProblemKind = ReturnType<typeof contentsOf>[number]['content']['problems'][number]['kind'];

const PROBLEMS: Readonly<Record<ProblemKind, string>> = {
  'two-options': 'has two options, which breaks both',
  'platform-dropped': 'has a -P without exactly one "=", which is dropped',
  'platform-repeated': 'is overridden by a later line for the same label',
  'quotes-kept': 'has quotes, which become part of the value',
  'comment-kept': 'has a comment behind the option, which becomes part of the value',
  'line-ignored': 'does not start with "-" and is ignored',
};

const judgeArchitecture = (config: readonly ActrcFile[], arch: string): readonly Finding[] => {
  const isChosen = contentsOf(config).some(({ content }) =>
    content.options.some(({ name }) => name === '--container-architecture'),
  );
  return arch !== 'arm64' || isChosen
    ? []
    : [
        {
          code: 'act-arch-mismatch',
          subject: 'architecture',
          params: { arch },
          fixes: addedTo(config, 'architecture'),
        },
      ];
};

const judgeCache = (
  { path, uid, usage }: ActCache,
  who: Identity,
  filesystems: StoragePlaces['filesystems'],
): readonly Finding[] => {
  const isForeign = who.uid > 0 && uid !== who.uid;
  // A disk that holds containers as well is the concern of storage/disk-space: one fault, one finding.
  const isShared = filesystems.some(
    (one) => one.usage.sizeBytes === usage?.sizeBytes && one.usage.inodes === usage.inodes,
  );
  const isFull = usage !== undefined && !isShared && bytePressure(usage, who.settings) === 'error';
  return [
    ...(isForeign
      ? [{ code: 'act-cache-foreign-owner', subject: path, params: { path, uid } } as const]
      : []),
    ...(isFull
      ? [
          {
            code: 'act-cache-full',
            subject: path,
            params: { path, percent: usedPercent(usage), left: formatBytes(usage.availableBytes) },
          } as const,
        ]
      : []),
  ];
};

const judgeLeftovers = (
  containers: readonly { readonly Names: readonly string[]; readonly State?: string | undefined }[],
  removable: ActLeftovers | undefined,
): readonly Finding[] => {
  const names = containers
    .filter(({ State }) => State !== 'running' && State !== 'restarting')
    .flatMap(({ Names }) => Names.map((name) => name.replace(/^\//, '')))
    .filter((name) => name.startsWith('act-'));
  return names.length === 0
    ? []
    : [
        {
          code: 'act-leftovers',
          subject: 'containers',
          params: { count: names.length, names: names.slice(0, 10) },
          fixes:
            removable === undefined || removable.containers.length === 0
              ? []
              : [propose(removeActLeftovers, { target: removable.target, objects: removable.containers })],
        },
      ];
};
