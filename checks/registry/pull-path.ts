import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type DefaultRoute, defaultRoute } from '#facts/default-route';
import { engineInUse } from '#facts/engine-in-use';
import { type EnginePullLook, enginePullLook } from '#facts/engine-pull-look';
import { type PullPath, pullPath } from '#facts/pull-path';
import { type RefusedLogins, refusedLogins } from '#facts/refused-logins';
import { type ShortName, shortNames } from '#facts/short-names';
import { type WantedImage, wantedImage } from '#facts/wanted-image';
import { pullPathCodes } from './pull-path.codes.ts';
import { pathEvidence } from './pull-path.evidence.ts';
import { judgeHub, notReached } from './pull-path.hub.ts';
import { type Stop, stopOfHost, stopWithEngine } from './pull-path.stops.ts';

type Finding = FindingOf<typeof pullPathCodes>;

export const registryPullPath = defineCheck({
  id: 'registry/pull-path',
  title: 'Images can be pulled',
  about:
    'A pull looks a name up, connects, agrees on TLS, fetches a token and then asks for the image, and fails with much the same words at each. This check goes the same way without a password, to Docker Hub or for the image that --image names, and has the engine go it too.',
  symptoms: [
    'pull access denied, manifest unknown, unauthorized',
    'toomanyrequests: you have reached your pull rate limit',
    'images cannot be pulled',
  ],
  needs: {
    wanted: wantedImage,
    path: optional(pullPath),
    look: optional(enginePullLook),
    short: optional(shortNames),
    refused: optional(refusedLogins),
    route: optional(defaultRoute),
    engine: optional(engineInUse),
  },
  informing: true,
  codes: pullPathCodes,
  evaluate: (needs) => {
    const { wanted, engine } = needs;
    const judged = judge(needs);
    const id = ifAvailable(engine)?.id;
    const [first, ...rest] = judged.evidence;
    return {
      evidence: [first ?? { source: 'image', observed: wanted?.text ?? 'none was named' }, ...rest],
      findings: judged.findings.map((finding) => ({
        ...finding,
        ...(id === undefined ? {} : { engine: id }),
      })),
      ...(judged.missing === undefined ? {} : { missing: judged.missing }),
      ...(wanted === undefined ? {} : { isWanted: true }),
    };
  },
});

interface Views {
  readonly wanted: WantedImage | undefined;
  readonly path: PullPath | Unavailable;
  readonly look: EnginePullLook | undefined | Unavailable;
  readonly short: ShortName | undefined | Unavailable;
  readonly refused: RefusedLogins | undefined | Unavailable;
  readonly route: DefaultRoute | Unavailable;
}

interface Judged {
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  readonly missing?: Unavailable;
}

const judge = (views: Views): Judged => {
  const { wanted, path, look, route } = views;
  const named = judgeName(wanted, views.short);
  if (named !== undefined) return named;
  if (isUnavailable(path)) return { evidence: [], findings: [], missing: path };
  const evidence = pathEvidence(path, look);
  if (wanted === undefined) return { evidence, ...judgeHub(path, route) };
  const seen = ifAvailable(look);
  const own = path.own && stopOfHost(path.own, route);
  const stop = seen === undefined ? own : stopWithEngine(seen, own);
  const isSeen = seen !== undefined || path.own?.manifest !== undefined || own !== undefined;
  const limit = stop === undefined ? judgeLimit(path) : [];
  const stale = judgeLogin(path, wanted.text, views.refused, stop === undefined && isSeen);
  const slow = judgeHub(path, route).findings.filter(({ code }) => code === 'net-ipv6-broken');
  const rest = stop === undefined ? {} : judgeStop(stop, path, wanted.text, stale.length > 0);
  const missing = isSeen ? rest.missing : notAsked(path, look);
  return {
    evidence,
    findings: [...stale, ...limit, ...(rest.findings ?? []), ...(stop === undefined ? slow : [])],
    ...(missing === undefined ? {} : { missing }),
  };
};

/** `0;w=21600`: none is left of those that may be made in that many seconds. */
const judgeLimit = ({ own, place, login }: PullPath): readonly Finding[] => {
  const { manifest } = own ?? {};
  const left =
    manifest === undefined || isUnavailable(manifest) ? undefined : manifest.headers['ratelimit-remaining'];
  if (left === undefined || !/^0(?:;|$)/.test(left)) return [];
  const params = { place, detail: 'none is left without a login', isLoggedIn: login === 'stored' };
  return [{ code: 'reg-rate-limit', subject: place, params }];
};

const notAsked = ({ place }: PullPath, look: Views['look']): Unavailable =>
  isUnavailable(look) ? look : unavailable('unreachable', `image on ${place}`, 'it could not be asked for');

/** What is wrong with the name needs no network. */
const judgeName = (wanted: WantedImage | undefined, short: Views['short']): Judged | undefined => {
  if (wanted === undefined) return undefined;
  const { text, image } = wanted;
  const evidence = [{ source: 'image', observed: text === '' ? 'an empty name' : text }];
  if ('kind' in image) {
    const { problem, meant } = image;
    const params = { image: text, place: '', problem, meant };
    return { evidence, findings: [{ code: 'reg-denied-or-typo', subject: text || 'image', params }] };
  }
  const unclear = ifAvailable(short);
  if (unclear === undefined || unclear.isAlias || unclear.search.length === 1) return undefined;
  const { name, search, mode, files } = unclear;
  if (search.length > 1 && mode !== 'enforcing') return undefined;
  return {
    evidence: [
      ...evidence,
      {
        source: `read ${files.join(', ') || 'registries.conf'}`,
        observed: `searched: ${search.join(', ') || 'none'}`,
      },
    ],
    findings: [
      {
        code: 'podman-short-name',
        subject: name,
        params: { name, search },
        ...(search.length > 0 ? { severity: 'warning' } : {}),
      },
    ],
  };
};

const judgeStop = (
  stop: Stop,
  path: PullPath,
  image: string,
  isExplained: boolean,
): Partial<Pick<Judged, 'findings' | 'missing'>> => {
  const { place, login } = path;
  const isLoggedIn = login === 'stored';
  switch (stop.kind) {
    case 'stage': {
      const { stage, detail, isSure } = stop;
      if (!isSure) return { missing: notReached(place, stop) };
      return {
        findings: [{ code: 'reg-unreachable', subject: place, params: { place, image, stage, detail } }],
      };
    }
    case 'rate-limit': {
      const params = { place, detail: stop.detail, isLoggedIn };
      return {
        findings: [
          { code: 'reg-rate-limit', subject: place, params, ...(isLoggedIn ? {} : { severity: 'error' }) },
        ],
      };
    }
    case 'login': {
      if (isExplained) return {};
      if (login !== 'none') return { missing: wantsLogin(path, image) };
      const params = { image, place, problem: 'login' as const, meant: undefined };
      return { findings: [{ code: 'reg-denied-or-typo', subject: image, params }] };
    }
    case 'unknown': {
      const params = { image, place, problem: 'unknown' as const, meant: undefined };
      return { findings: [{ code: 'reg-denied-or-typo', subject: image, params }] };
    }
    case 'ipv6': {
      const { address, detail } = stop;
      return {
        findings: [
          { code: 'net-ipv6-broken', subject: place, params: { place, address, detail, isOnly: true } },
        ],
      };
    }
    case 'trust':
      return {
        missing: { ...unavailable('unreachable', `TLS of ${place}`, stop.detail), origin: pullPath.id },
      };
  }
};

const wantsLogin = ({ place, login }: PullPath, image: string): Unavailable =>
  unavailable(
    'denied',
    `${image} on ${place}`,
    login === 'unknown'
      ? 'it is given with a login alone, and dockmedic uses none'
      : 'it is given with a login alone; one may be kept here, and dockmedic uses none',
  );

/** An entry alone tells nothing: a login may be as good as ever. The engine's own words of this registry do. */
const judgeLogin = (
  { registry, login }: PullPath,
  image: string,
  refused: Views['refused'],
  isPublic: boolean,
): readonly Finding[] => {
  const said = ifAvailable(refused)?.lines.at(-1);
  if (said === undefined || login === 'none') return [];
  const words = /(?:unauthorized|denied)[^"\\]{0,120}/i.exec(said)?.[0] ?? 'unauthorized';
  return [
    { code: 'reg-stale-credentials', subject: registry, params: { registry, image, isPublic, said: words } },
  ];
};
