import type { EngineAddress } from '#core/host';

/** Where a proxy listens; who may use it stays behind. */
export type ProxyAddress = Extract<EngineAddress, { readonly kind: 'tcp' }>;

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

/** As Go reads it: without a scheme it is HTTP. `http://user:pw@proxy:3128/`, `proxy.corp:8080`, `http://[::1]:3128` */
export const parseProxyUrl = (value: string): ProxyAddress | undefined => {
  const [, scheme = 'http', authority = ''] =
    /^(?:([a-z0-9+.-]{1,20}):\/\/)?([^/?#]*)/i.exec(value.trim()) ?? [];
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(place) ?? [];
  const hostName = bracketed ?? plain;
  const port = digits === undefined ? PORTS[scheme.toLowerCase()] : Number(digits);
  return hostName === undefined || port === undefined || port > 65_535
    ? undefined
    : { kind: 'tcp', hostName, port };
};

/** Whether Go's clients, docker among them, pass the proxy by. This host itself they never reach through one. */
export const passesProxyBy = (noProxy: string, { hostName, port }: ProxyAddress): boolean => {
  const host = hostName.toLowerCase().replace(/\.$/, '');
  if (host === 'localhost' || host === '::1' || /^127\./.test(host)) return true;
  const entries = noProxy
    .slice(0, 65_536)
    .split(',')
    .map((entry) => entry.trim().toLowerCase());
  return entries.filter(Boolean).some((entry) => covers(entry, host, port));
};

const covers = (entry: string, host: string, port: number): boolean => {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInNetwork(host, entry);
  const [, name = entry, digits] = /^([^:]+|\[.*\]):(\d+)$/.exec(entry) ?? [];
  if (digits !== undefined && Number(digits) !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*/, '');
  if (bare === host) return true;
  return !isIPv4(host) && host.endsWith(bare.startsWith('.') ? bare : `.${bare}`);
};

/** `10.99.0.2` is in `10.99.0.0/16`. Networks of IPv6 are not looked into. */
export const isInNetwork = (host: string, network: string): boolean => {
  const [, base = '', bits = ''] = /^([^/]+)\/(\d{1,2})$/.exec(network) ?? [];
  if (!isIPv4(host) || !isIPv4(base) || Number(bits) > 32) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(host) / size) === Math.floor(numberOf(base) / size);
};

const isIPv4 = (host: string): boolean => /^(?:\d{1,3}\.){3}\d{1,3}$/.test(host);

const numberOf = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
