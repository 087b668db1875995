import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import type { ProposalRequest } from '#core/fix';
import { describeAddress } from '#core/host';
import { formatDuration } from '#core/text';
import { daemonJsonTarget } from '#facts/daemon-json-target';
import { dockerUnits } from '#facts/docker-units';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { type Detour, HUB, type Proxies, type ProxyLook, proxies } from '#facts/proxies';
import { proxyCodes } from './proxy.codes.ts';
import { proxyFixes } from './proxy.fixes.ts';

type Finding = FindingOf<typeof proxyCodes>;

export const registryProxy = defineCheck({
  id: 'registry/proxy',
  title: 'Proxies are set where they are used',
  about:
    'Images are pulled by the engine, which has proxies of its own and does not see those of a session; clients on the other hand ask an engine on the network through theirs.',
  symptoms: ['pulls time out behind a proxy', 'proxyconnect tcp: connection refused'],
  needs: {
    proxies,
    engine: optional(engineInUse),
    target: optional(daemonJsonTarget),
    units: optional(dockerUnits),
  },
  informing: true,
  codes: proxyCodes,
  applies: ({ proxies: { session, engine, obstacle } }) =>
    session.length === 0 && obstacle === undefined && (engine ?? []).length === 0
      ? 'neither this session nor the engine uses a proxy'
      : true,
  evaluate: ({ proxies: seen, engine, target, units }) => {
    const id = isUnavailable(engine) ? undefined : engine.id;
    const about = id === undefined ? {} : { engine: id };
    const { session, obstacle, detour } = seen;
    const missing = obstacle && { ...obstacle, origin: obstacle.origin ?? engineInfo.id };
    return {
      evidence: [
        session.length === 0
          ? { source: 'HTTP_PROXY, HTTPS_PROXY', observed: 'not set' }
          : { source: 'environment', observed: session.map(({ origin }) => origin).join(', ') },
        ...[...session, ...(seen.engine ?? [])].map(lookEvidence),
        ...(seen.direct === undefined ? [] : [directEvidence(seen.direct)]),
      ],
      findings: [
        ...[...judgeEngine(seen.engine ?? []), ...judgeUnset(seen)].map((finding) => ({
          ...finding,
          ...offered(proxyFixes(finding, seen, { target, units })),
          ...about,
        })),
        ...(detour === undefined ? [] : judgeDetour(detour)),
      ],
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

const offered = (fixes: readonly ProposalRequest[]) => (fixes.length === 0 ? {} : { fixes });

const place = ({ address }: ProxyLook): string => describeAddress(address).replace(/^tcp:\/\//, '');

const lookEvidence = (look: ProxyLook): Evidence => ({
  source: `connect ${place(look)} (${look.origin})`,
  observed: outcome(look.answer),
});

const directEvidence = (direct: number | Unavailable): Evidence => ({
  source: `connect ${describeAddress(HUB).replace(/^tcp:\/\//, '')} without a proxy`,
  observed: outcome(direct),
});

const outcome = (answer: number | Unavailable): string =>
  isUnavailable(answer) ? answer.detail : `accepted in ${formatDuration(answer)}`;

/** One finding for each dead proxy, whatever it is used for. */
const judgeEngine = (looks: readonly ProxyLook[]): readonly Finding[] => {
  const places = [...new Set(looks.filter(({ answer }) => isUnavailable(answer)).map(place))];
  return places.map((proxy) => {
    const same = looks.filter((look) => place(look) === proxy);
    const answer = same[0]?.answer ?? 0;
    const params = { origins: same.map(({ origin }) => origin), proxy, detail: outcome(answer) };
    // A proxy that is slow or behind a busy network may still take the engine's connection.
    const isSure = isUnavailable(answer) && answer.reason !== 'timed-out';
    return { code: 'proxy-stale', subject: proxy, params, ...(isSure ? {} : { severity: 'warning' }) };
  });
};

/** A proxy that does not answer would not help the engine either, and one that can do without has no need of it. */
const judgeUnset = ({ session, engine, direct, mirrors }: Proxies): readonly Finding[] => {
  const working = session.filter(({ answer }) => !isUnavailable(answer));
  const [first] = working;
  if (engine === undefined || engine.length > 0 || first === undefined || mirrors.length > 0) return [];
  if (direct === undefined || !isUnavailable(direct)) return [];
  const params = { origins: working.map(({ origin }) => origin), proxy: place(first), detail: direct.detail };
  return [{ code: 'proxy-daemon-unset', subject: place(first), params }];
};

const judgeDetour = ({ endpoint, host, proxy, status, isEngine }: Detour): readonly Finding[] => {
  if (isEngine) return [];
  const { origin, answer } = proxy;
  const detail = isUnavailable(answer)
    ? `which takes no connection (${answer.detail})`
    : status === undefined
      ? 'which has to let it through'
      : `which answers HTTP ${status}`;
  const isSure = isUnavailable(answer) || (status !== undefined && status !== 407);
  return [
    {
      code: 'env-proxy-socket',
      subject: endpoint,
      params: { origin, proxy: place(proxy), endpoint, host, detail },
      ...(isSure ? {} : { severity: 'info' }),
    },
  ];
};
