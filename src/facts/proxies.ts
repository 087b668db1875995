import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { describeAddress, type EngineAddress, type Identity, type ReadableHost } from '#core/host';
import { type ProxyAddress, parseProxyUrl, passesProxyBy } from '#parse/proxy';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { platform } from './platform.ts';
import { selectedEndpoint } from './selected-endpoint.ts';
import { runsHere } from './storage-directories.ts';

/** A proxy, who is told to use it, and how it takes a connection. */
export interface ProxyLook {
  /** `HTTPS_PROXY`; of an engine `HttpsProxy`. */
  readonly origin: string;
  readonly address: ProxyAddress;
  readonly answer: number | Unavailable;
  /** As it was written, where that tells nobody who may use it. */
  readonly url?: string;
}

export interface Proxies {
  /** Proxies of this session's environment. */
  readonly session: readonly ProxyLook[];
  /** Those of the engine. `undefined`: there is no engine of this very system to have one. */
  readonly engine: readonly ProxyLook[] | undefined;
  /** What the engine does not say for lack of an answer. */
  readonly obstacle?: Unavailable;
  /** Where a session has a proxy and the engine none: whether registries are reached without any. */
  readonly direct?: number | Unavailable;
  /** The engine that clients reach through a proxy of the session, by its address and with what came back. */
  readonly detour?: Detour;
  /** What this session reaches without a proxy, as it says itself. */
  readonly noProxy: string;
  /** The engine finds images at these as well. */
  readonly mirrors: readonly string[];
}

export interface Detour {
  readonly endpoint: string;
  readonly host: string;
  readonly proxy: ProxyLook;
  /** What the engine answered through the proxy; absent where that could not be asked (TLS). */
  readonly status?: number;
  readonly isEngine: boolean;
}

/** Where images come from when nothing else is said. */
export const HUB: EngineAddress = { kind: 'tcp', hostName: 'registry-1.docker.io', port: 443 };

export const proxies = defineFact({
  id: 'proxies',
  summary: 'proxies of this session and of the engine, and whether they take connections',
  needs: {
    identity,
    platform,
    selectedEndpoint,
    engineInUse: optional(engineInUse),
    engineInfo: optional(engineInfo),
  },
  online: true,
  timeoutMs: 8000,
  collect: async (host, needs): Promise<Proxies> => {
    const { engineInUse: inUse, engineInfo: info } = needs;
    const known = isUnavailable(inUse) || isUnavailable(info) ? undefined : { inUse, info };
    const isOurs =
      known?.inUse.engine === 'docker' && runsHere(known.inUse.address, known.info, needs.platform);
    const [session, engine] = await Promise.all([
      look(host, ofSession(needs.identity)),
      known === undefined || !isOurs
        ? undefined
        : look(host, { HttpProxy: known.info.HttpProxy, HttpsProxy: known.info.HttpsProxy }),
    ]);
    const isUnset = session.length > 0 && engine?.length === 0;
    const [direct, detour] = await Promise.all([
      isUnset ? host.connect(HUB) : undefined,
      detourOf(host, needs.selectedEndpoint.resolved, session, noProxyOf(needs.identity)),
    ]);
    return {
      session,
      engine,
      noProxy: noProxyOf(needs.identity),
      mirrors: known?.info.RegistryConfig.Mirrors ?? [],
      ...(known === undefined && isUnavailable(info) ? { obstacle: info } : {}),
      ...(direct === undefined ? {} : { direct }),
      ...(detour === undefined ? {} : { detour }),
    };
  },
});

/** The first that is set counts, as for Go. */
const ofSession = ({ environment }: Identity): Readonly<Record<string, string | undefined>> => ({
  HTTP_PROXY: environment['HTTP_PROXY'] || environment['http_proxy'],
  HTTPS_PROXY: environment['HTTPS_PROXY'] || environment['https_proxy'],
});

const noProxyOf = ({ environment }: Identity): string =>
  environment['NO_PROXY'] || environment['no_proxy'] || '';

const look = (
  host: ReadableHost,
  values: Readonly<Record<string, string | undefined>>,
): Promise<readonly ProxyLook[]> =>
  Promise.all(
    Object.entries(values).flatMap(([origin, value]) => {
      const address = value === undefined ? undefined : parseProxyUrl(value);
      return address === undefined
        ? []
        : [host.connect(address).then((answer) => ({ origin, address, answer, ...plainUrl(value ?? '') }))];
    }),
  );

/** With a scheme, as the engine wants it. What holds anything but an address is nobody's to write down. */
const plainUrl = (value: string): Pick<ProxyLook, 'url'> => {
  const [, scheme = 'http', place] =
    /^(?:(https?|socks5h?):\/\/)?([\w.-]+(?::\d{1,5})?|\[[\da-f:]+\](?::\d{1,5})?)\/?$/i.exec(value.trim()) ??
    [];
  return place === undefined ? {} : { url: `${scheme.toLowerCase()}://${place}` };
};

/** docker goes through the proxies of its environment to every engine that is named by TCP, those on this host excepted. */
const detourOf = async (
  host: ReadableHost,
  resolved: { readonly kind: string; readonly address?: EngineAddress },
  session: readonly ProxyLook[],
  noProxy: string,
): Promise<Detour | undefined> => {
  const { address } = resolved;
  if (address?.kind !== 'tcp' || passesProxyBy(noProxy, address)) return undefined;
  const wanted = address.tls === undefined ? 'HTTP_PROXY' : 'HTTPS_PROXY';
  const proxy = session.find(({ origin }) => origin === wanted);
  if (proxy === undefined) return undefined;
  const about = { endpoint: describeAddress(address), host: address.hostName, proxy };
  if (address.tls !== undefined || isUnavailable(proxy.answer)) return { ...about, isEngine: false };
  const place = describeAddress(address).replace(/^tcp/, 'http');
  const reply = await host.engineGet(proxy.address, `${place}/_ping`);
  if (isUnavailable(reply)) return { ...about, isEngine: false };
  const { status, headers, body } = reply;
  const isEngine = status === 200 && (headers['api-version'] !== undefined || body.trim() === 'OK');
  return { ...about, status, isEngine };
};
