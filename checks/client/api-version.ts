import { defineCheck } from '#core/check';
import type { FindingOf } from '#core/finding';
import type { Identity } from '#core/host';
import { type DockerClient, dockerClient } from '#facts/docker-client';
import { engineInUse } from '#facts/engine-in-use';
import { engineVersion } from '#facts/engine-version';
import { identity } from '#facts/identity';
import { apiVersionCodes } from './api-version.codes.ts';

type Finding = FindingOf<typeof apiVersionCodes>;

export const clientApiVersion = defineCheck({
  id: 'client/api-version',
  title: 'Client and engine speak the same API',
  about:
    'Client and engine agree on a version of the API, unless a variable pins one or the two are years apart. Which versions an engine accepts is asked of it: that does not follow from its own version.',
  symptoms: ['client version is too old, or too new'],
  needs: { identity, client: dockerClient, engine: engineInUse, version: engineVersion },
  codes: apiVersionCodes,
  applies: ({ identity, client }) =>
    client === undefined && pinned(identity) === undefined
      ? 'there is no docker client, and DOCKER_API_VERSION is not set'
      : true,
  evaluate: ({ identity, client, engine, version }) => {
    const { ApiVersion: newest, MinAPIVersion: oldest } = version;
    const speaks = clientOf(identity, client);
    const findings = speaks === undefined ? [] : judge(speaks, oldest, newest);
    return {
      evidence: [
        { source: 'GET /version', observed: `API ${oldest ?? 'unknown'} to ${newest ?? 'unknown'}` },
        speaks === undefined
          ? { source: 'docker --version', observed: client?.answer ?? 'no docker client' }
          : { source: speaks.client, observed: `API ${speaks.isPinned ? '' : 'up to '}${speaks.version}` },
      ],
      findings: findings.map((finding) => ({ ...finding, engine: engine.id })),
    };
  },
});

interface Speaker {
  readonly client: string;
  readonly version: string;
  readonly isPinned: boolean;
}

const PIN = 'DOCKER_API_VERSION';

const pinned = ({ environment }: Identity): string | undefined => environment[PIN] || undefined;

const clientOf = (identity: Identity, client: DockerClient | undefined): Speaker | undefined => {
  const pin = pinned(identity);
  if (pin !== undefined) return { client: PIN, version: pin.replace(/^v/, ''), isPinned: true };
  const version = client?.version;
  const spoken = version === undefined ? undefined : NEWEST_OF_CLIENT[version.split('.')[0] ?? ''];
  if (version === undefined || spoken === undefined) return undefined;
  return { client: `The docker client ${version}`, version: spoken, isPinned: false };
};

/** What clients spoke at most that engines of today refuse. A later one is not too old for any engine yet, and none is too
 *  new for an engine: without a pin it takes the engine's own version. */
const NEWEST_OF_CLIENT: Readonly<Record<string, string>> = {
  '18': '1.39',
  '19': '1.40',
  '20': '1.41',
  '23': '1.42',
  '24': '1.43',
};

const judge = (
  speaks: Speaker,
  oldest: string | undefined,
  newest: string | undefined,
): readonly Finding[] => {
  const asked = minorOf(speaks.version);
  const [from, to] = [minorOf(oldest), minorOf(newest)];
  if (asked === undefined) return [];
  if (oldest !== undefined && from !== undefined && asked < from)
    return [{ code: 'api-client-too-old', subject: speaks.client, params: { ...speaks, oldest } }];
  return speaks.isPinned && newest !== undefined && to !== undefined && asked > to
    ? [{ code: 'api-client-too-new', subject: speaks.client, params: { ...speaks, newest } }]
    : [];
};

/** `1.41` → 41. There has never been another first number. */
const minorOf = (version: string | undefined): number | undefined => {
  const minor = /^1\.(\d{1,4})$/.exec(version ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
};
