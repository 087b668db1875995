import { stars } from '#core/secrets';
import {
  parseContainerDetail,
  parseContainers,
  parseDiskUsage,
  parseDistribution,
  parseEngineInfo,
  parseEngineVersion,
  parseImageDetail,
  parseImages,
  parseNetworks,
} from '#parse/engine-api';
import { bringsEngineSocket } from '#parse/engine-socket-mount';
import { isMalformed } from '#parse/malformed';

type Keep = (body: string) => unknown;

/** Of each answer of an engine what is read from it: environments, labels and mounts are not. */
const KEPT: readonly (readonly [path: RegExp, keep: Keep])[] = [
  [
    /^\/info$/,
    (body) => {
      const info = parseEngineInfo(body);
      if (isMalformed(info)) return undefined;
      const runtimes = info.Runtimes.map(({ name, path }) => [name, { path }]);
      return { ...info, Runtimes: Object.fromEntries(runtimes) };
    },
  ],
  [/^\/version$/, (body) => wellFormed(parseEngineVersion(body))],
  [/^\/networks$/, (body) => wellFormed(parseNetworks(body))],
  [/^\/images\/json$/, (body) => wellFormed(parseImages(body))],
  [/^\/images\/[^/]+\/json$/, (body) => wellFormed(parseImageDetail(body))],
  [/^\/distribution\/.+\/json$/, (body) => wellFormed(parseDistribution(body))],
  [/^\/system\/df$/, (body) => wellFormed(parseDiskUsage(body))],
  [
    /^\/containers\/json$/,
    (body) => {
      const containers = parseContainers(body);
      if (isMalformed(containers)) return undefined;
      // Of a mount no path is kept but one that leads to an engine's socket, which is no secret.
      return containers.map(({ Labels, Mounts, ...rest }) => ({
        ...rest,
        Labels: keptLabels(Labels),
        Mounts: Mounts.flatMap(({ Type, Source }) =>
          Type === 'bind' ? [bringsEngineSocket(Source ?? '') ? { Type, Source } : { Type }] : [],
        ),
      }));
    },
  ],
  [
    /^\/containers\/[^/]+\/json$/,
    (body) => {
      const detail = parseContainerDetail(body);
      if (isMalformed(detail)) return undefined;
      const { LogConfig } = detail.HostConfig;
      const options = Object.entries(LogConfig.Config).filter(([name]) => /^max-/.test(name));
      const Config = Object.fromEntries(options);
      return { ...detail, HostConfig: { ...detail.HostConfig, LogConfig: { ...LogConfig, Config } } };
    },
  ],
];

/** To which Compose project a container belongs. */
const keptLabels = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(labels).filter(([name]) => /^com\.docker\.compose\.project(?:\.working_dir)?$/.test(name)),
  );

const wellFormed = (value: object): unknown => (isMalformed(value) ? undefined : value);

/** Longer than any message of an engine; a page of a stranger may hold anything. */
const MAX_MESSAGE = 200;

/** The body of an engine's answer as a recording may hold it. What is not understood is not kept. */
export const keptBody = (path: string, status: number, body: string): string => {
  if (status !== 200 || path.startsWith('/_ping')) return body.slice(0, MAX_MESSAGE);
  const keep = KEPT.find(([pattern]) => pattern.test(path.replace(/\?.*$/, '')))?.[1];
  const value = keep?.(body);
  return value === undefined ? stars(body.slice(0, MAX_MESSAGE)) : JSON.stringify(value);
};

const HEADERS = [
  ...['api-version', 'libpod-api-version', 'server', 'content-type', 'ostype'],
  // Of registries.
  ...['www-authenticate', 'ratelimit-limit', 'ratelimit-remaining', 'docker-content-digest'],
];

export const keptHeaders = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => HEADERS.includes(name)));
