import { isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { type DaemonJsonTarget, whereTaken } from '#facts/daemon-json-target';
import type { Proxies, ProxyLook } from '#facts/proxies';
import type { DockerUnits } from '#facts/units-of-docker';
import { ENGINE_PROXY, type EngineProxies, setEngineProxy } from '#fixes/set-engine-proxy';
import type { proxyCodes } from './proxy.codes.ts';

interface Means {
  readonly target: DaemonJsonTarget | Unavailable;
  readonly units: DockerUnits | Unavailable;
}

/** The engine gets the proxy that works for this session; one with a password in its address is left to a person. */
export const proxyFixes = (
  { code }: FindingOf<typeof proxyCodes>,
  seen: Proxies,
  { target, units }: Means,
): readonly ProposalRequest[] =>
  whereTaken(target, (target) => {
    const proxies = code === 'proxy-stale' ? insteadOf(seen) : asInSession(seen);
    if (proxies === undefined || target.inUse === undefined) return undefined;
    const place = placeFor(target, units);
    return place && propose(setEngineProxy, { target, proxies, place });
  });

const working = ({ session }: Proxies): readonly ProxyLook[] =>
  session.filter(({ answer }) => !isUnavailable(answer));

const asInSession = (seen: Proxies): EngineProxies | undefined => {
  const looks = working(seen);
  const [http, https] = ['HTTP_PROXY', 'HTTPS_PROXY'].map((name) =>
    looks.find(({ origin }) => origin === name),
  );
  if (looks.some(({ url }) => url === undefined)) return undefined;
  return withUrls(http?.url, https?.url, seen.noProxy);
};

/** Each dead proxy of the engine gives way to that of the session for the same purpose, or the only one that there is. */
const insteadOf = (seen: Proxies): EngineProxies | undefined => {
  const looks = working(seen);
  const dead = (seen.engine ?? []).filter(({ answer }) => isUnavailable(answer));
  const instead = (engine: string, session: string): string | undefined =>
    dead.some(({ origin }) => origin === engine)
      ? (looks.find(({ origin }) => origin === session) ?? looks[0])?.url
      : undefined;
  if (looks.some(({ url }) => url === undefined)) return undefined;
  return withUrls(instead('HttpProxy', 'HTTP_PROXY'), instead('HttpsProxy', 'HTTPS_PROXY'), seen.noProxy);
};

const withUrls = (
  http: string | undefined,
  https: string | undefined,
  noProxy: string,
): EngineProxies | undefined =>
  http === undefined && https === undefined
    ? undefined
    : {
        ...(http === undefined ? {} : { http }),
        ...(https === undefined ? {} : { https }),
        noProxy: direct(noProxy),
      };

/** This host itself, and what the session says; of that only what cannot end a line or a word. */
const direct = (noProxy: string): string => {
  const names = noProxy.split(/[\s,]+/).filter((name) => /^[\w.*:/[\]-]{1,200}$/.test(name) && name !== '*');
  return [...new Set(['localhost', '127.0.0.1', ...names])].join(',');
};

/** "proxies" came with Docker 23; before, the engine has them from its environment alone. */
const placeFor = (
  { dockerd, service }: DaemonJsonTarget,
  units: DockerUnits | Unavailable,
): 'daemon-json' | 'drop-in' | undefined => {
  if ((dockerd?.major ?? 0) >= 23) return 'daemon-json';
  const { dropInPaths = [] } = (isUnavailable(units) ? undefined : units.docker) ?? {};
  const isFree = !dropInPaths.some((path) => path.endsWith(`/${ENGINE_PROXY}.conf`));
  return service?.manager === 'systemd' && service.unit === 'docker.service' && isFree
    ? 'drop-in'
    : undefined;
};
