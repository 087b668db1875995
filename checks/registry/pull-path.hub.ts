import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import type { DefaultRoute } from '#facts/default-route';
import type { PullPath } from '#facts/pull-path';
import type { OwnPath } from '#facts/pull-walk';
import type { pullPathCodes } from './pull-path.codes.ts';
import { type Stop, stopOfHost } from './pull-path.stops.ts';

type Finding = FindingOf<typeof pullPathCodes>;

interface Judged {
  readonly findings: readonly Finding[];
  readonly missing?: Unavailable;
}

/** Nobody named an image, so nobody said that Docker Hub is needed here: a host that does not get to it may be meant so. One
 *  that gets to it, and no further, is not. */
export const judgeHub = (path: PullPath, route: DefaultRoute | Unavailable): Judged => {
  const { own, place, login } = path;
  if (own === undefined) return { findings: [], missing: elsewhere(place) };
  const findings = judgeSix(path, route);
  const stop = stopOfHost(own, route);
  if (stop === undefined) return { findings: [...findings, ...judgeService(path)] };
  if (!isReached(own)) return { findings, missing: notReached(place, stop, 'not-here') };
  switch (stop.kind) {
    case 'stage': {
      const { stage, detail, isSure } = stop;
      if (!isSure) return { findings, missing: notReached(place, stop) };
      const params = { place, image: undefined, stage, detail };
      return {
        findings: [...findings, { code: 'reg-unreachable', subject: place, params, severity: 'warning' }],
      };
    }
    case 'rate-limit': {
      const params = { place, detail: stop.detail, isLoggedIn: login === 'stored' };
      return { findings: [...findings, { code: 'reg-rate-limit', subject: place, params }] };
    }
    case 'trust':
      return { findings, missing: notReached(place, stop) };
    case 'login':
    case 'unknown':
    case 'ipv6':
      return { findings };
  }
};

/** A proxy may be there for other registries alone. */
const isReached = ({ answer, proxy }: OwnPath): boolean =>
  answer !== undefined && answer.kind !== 'refused' && (answer.kind !== 'silent' || proxy === undefined);

export const notReached = (
  place: string,
  stop: Stop,
  reason: Unavailable['reason'] = 'unreachable',
): Unavailable =>
  unavailable(
    reason,
    `way to ${place}`,
    `${'detail' in stop ? stop.detail : stop.kind}${reason === 'not-here' ? '; a host without the internet is well so, and --image looks for one image' : ''}`,
  );

const elsewhere = (place: string): Unavailable =>
  unavailable('not-here', `way to ${place}`, 'the engine pulls from another machine; --image has it look');

/** With the token service out of reach nothing comes from the registry. */
const judgeService = ({ own, place }: PullPath): readonly Finding[] => {
  const { service } = own ?? {};
  if (service === undefined || !isUnavailable(service.answer)) return [];
  const detail = `${service.place}: ${service.answer.detail}`;
  const params = { place, image: undefined, stage: 'service' as const, detail };
  return [{ code: 'reg-unreachable', subject: place, params, severity: 'warning' }];
};

/** Go falls back to IPv4 within a moment, so that this costs time alone. Without a route it costs none. */
const judgeSix = ({ own, place }: PullPath, route: DefaultRoute | Unavailable): readonly Finding[] => {
  const six = own?.connected6;
  if (six === undefined || !isUnavailable(six.answer) || isUnavailable(own?.connected)) return [];
  if (isUnavailable(route) || !route.ipv6) return [];
  const params = { place, address: six.address, detail: six.answer.detail, isOnly: false };
  return [{ code: 'net-ipv6-broken', subject: place, params, severity: 'info' }];
};
