import { type Malformed, malformed } from '#parse/malformed';
import { compact, cut } from '#parse/text';

/**
 * The endpoint of an engine as it stands in `DOCKER_HOST`, `--host` or a context, read as docker/cli's
 * `opts.ParseHost` reads it: no scheme means TCP, and nothing but the scheme decides.
 *
 *     unix:///var/run/docker.sock   tcp://[::1]:2376/path   ssh://user@host:22   npipe:////./pipe/docker_engine
 *     /var/run/docker.sock          → tcp://localhost:2375/var/run/docker.sock (clients later than 28 may differ)
 *     unix:/var/run/docker.sock     → tcp://unix:2375/var/run/docker.sock
 */
export type DockerEndpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly path?: string }
  | {
      readonly kind: 'ssh';
      readonly user?: string;
      readonly host: string;
      readonly port?: number;
      readonly path?: string;
    }
  | { readonly kind: 'npipe'; readonly path: string }
  | { readonly kind: 'fd'; readonly name?: string };

export type EndpointProblem =
  | 'missing-scheme'
  | 'one-slash'
  | 'http-scheme'
  | 'unknown-scheme'
  | 'npipe-off-windows'
  | 'surrounding-space'
  | 'relative-path'
  | 'port-out-of-range'
  | 'password-in-url'
  | 'fd-for-client';

export interface ParsedDockerHost {
  readonly endpoint: DockerEndpoint | Malformed;
  readonly problems: readonly EndpointProblem[];
  /** What was probably meant. */
  readonly suggestion?: string;
}

export interface DockerHostOptions {
  /** Whether TLS is asked for; it moves the default endpoint to port 2376, and nothing else. */
  readonly tls?: boolean;
  readonly windows?: boolean;
}

const WHAT = 'docker endpoint';
const MAX_LENGTH = 4096;

export const parseDockerHost = (value: string, options: DockerHostOptions = {}): ParsedDockerHost => {
  if (value.length > MAX_LENGTH)
    return { endpoint: malformed(WHAT, `longer than ${MAX_LENGTH} characters`), problems: [] };
  const trimmed = value.trim();
  if (trimmed === '') return { endpoint: defaultEndpoint(options), problems: [] };
  const parsed = parseTrimmed(trimmed, options);
  if (trimmed === value) return parsed;
  return {
    ...parsed,
    problems: ['surrounding-space', ...parsed.problems],
    suggestion: parsed.suggestion ?? trimmed,
  };
};

const defaultEndpoint = ({ tls = false, windows = false }: DockerHostOptions): DockerEndpoint => {
  if (tls) return { kind: 'tcp', host: 'localhost', port: 2376 };
  return windows
    ? { kind: 'npipe', path: '//./pipe/docker_engine' }
    : { kind: 'unix', path: '/var/run/docker.sock' };
};

const parseTrimmed = (value: string, options: DockerHostOptions): ParsedDockerHost => {
  const [scheme, rest] = cut(value, '://') ?? [undefined, value];
  switch (scheme) {
    case undefined:
      return withoutScheme(value);
    case 'unix':
      return unix(rest);
    case 'tcp':
      return tcp(rest, value, [], undefined);
    case 'npipe':
      return npipe(rest, options.windows === true);
    case 'ssh':
      return ssh(rest);
    case 'fd':
      return {
        endpoint: compact({ kind: 'fd' as const, name: rest || undefined }),
        problems: ['fd-for-client'],
      };
    default:
      return strangeScheme(scheme, rest, value);
  }
};

const strangeScheme = (scheme: string, rest: string, value: string): ParsedDockerHost => {
  const lower = scheme.toLowerCase();
  const isHttp = lower === 'http' || lower === 'https';
  const known = ['unix', 'tcp', 'ssh', 'npipe', 'fd'].includes(lower);
  const suggestion = isHttp ? `tcp://${rest.replace(/\/+$/, '')}` : known ? `${lower}://${rest}` : undefined;
  return compact({
    endpoint: malformed(WHAT, `invalid bind address format: ${withoutPassword(value)}`),
    problems: [isHttp ? ('http-scheme' as const) : ('unknown-scheme' as const)],
    suggestion: suggestion === undefined ? undefined : withoutPassword(suggestion),
  });
};

const withoutScheme = (value: string): ParsedDockerHost => {
  const [, scheme, rest] = /^(unix|tcp|ssh):\/(.*)$/s.exec(value) ?? [];
  if (scheme !== undefined)
    return tcp(value, value, ['one-slash'], `${scheme}://${scheme === 'unix' ? '/' : ''}${rest}`);
  if (value.startsWith('//./pipe/')) return tcp(value, value, ['missing-scheme'], `npipe://${value}`);
  if (value.startsWith('/')) return tcp(value, value, ['missing-scheme'], `unix://${value}`);
  if (/\.sock$/.test(value)) return tcp(value, value, ['missing-scheme'], undefined);
  const parsed = tcp(value, value, ['missing-scheme'], undefined);
  const { endpoint } = parsed;
  return endpoint.kind === 'tcp'
    ? { ...parsed, suggestion: `tcp://${bracketed(endpoint.host)}:${endpoint.port}` }
    : parsed;
};

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

const unix = (rest: string): ParsedDockerHost => {
  if (rest.includes('://'))
    return { endpoint: malformed(WHAT, `invalid proto, expected unix: ${rest}`), problems: [] };
  if (rest === '') return { endpoint: { kind: 'unix', path: '/var/run/docker.sock' }, problems: [] };
  return rest.startsWith('/')
    ? { endpoint: { kind: 'unix', path: rest }, problems: [] }
    : { endpoint: { kind: 'unix', path: rest }, problems: ['relative-path'], suggestion: `unix:///${rest}` };
};

const npipe = (rest: string, windows: boolean): ParsedDockerHost => ({
  endpoint: rest.includes('://')
    ? malformed(WHAT, `invalid proto, expected npipe: ${rest}`)
    : { kind: 'npipe', path: rest || '//./pipe/docker_engine' },
  problems: windows ? [] : ['npipe-off-windows'],
});

const withoutPassword = (value: string): string =>
  value.startsWith('/') && !value.startsWith('//')
    ? value
    : value.replace(/^([a-z0-9+.-]{0,20}:\/+|\/\/)?.*@/is, '$1***@');

/** Host, port and path the way Go's net/url and net.SplitHostPort take them apart. */
const tcp = (
  address: string,
  value: string,
  problems: readonly EndpointProblem[],
  suggestion: string | undefined,
): ParsedDockerHost => {
  const invalid = (): ParsedDockerHost =>
    compact({
      endpoint: malformed(WHAT, `invalid bind address format: ${withoutPassword(value)}`),
      problems,
      suggestion,
    });
  if (address.includes('://') || /[\0-\x20]/.test(address.split('/')[0] ?? '')) return invalid();
  const [, authority = '', path = ''] = /^([^/?#]*)([^?#]*)/.exec(address) ?? [];
  // docker would take the first half of a password for the host's name: nothing of it may be shown.
  if (authority !== '' && address.slice(authority.length).includes('@'))
    return { ...invalid(), problems: [...problems, 'password-in-url'] };
  const at = authority.lastIndexOf('@');
  const parts = splitHostPort(authority.slice(at + 1));
  if (parts === undefined) return invalid();
  const port = parts.port === '' ? 2375 : Number(parts.port);
  return compact({
    endpoint: compact({
      kind: 'tcp' as const,
      host: parts.host || 'localhost',
      port,
      path: path || undefined,
    }),
    problems: [
      ...problems,
      ...(port > 65_535 ? (['port-out-of-range'] as const) : []),
      ...(authority.slice(0, at + 1).includes(':') ? (['password-in-url'] as const) : []),
    ],
    suggestion,
  });
};

const splitHostPort = (host: string): { readonly host: string; readonly port: string } | undefined => {
  const bracketed = /^\[([^\][]*)\](?::(\d*))?$/.exec(host);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '' };
  if (/[[\]]/.test(host) || !/^(.*:)?\d*$|^[^:]*$/.test(host)) return undefined;
  const colons = host.split(':').length - 1;
  if (colons !== 1) return { host, port: '' }; // none, or a bare IPv6 address, which Go wraps in brackets
  const [name = '', port = ''] = host.split(':');
  return { host: name, port };
};

const ssh = (rest: string): ParsedDockerHost => {
  const [, user, host = '', port, path] =
    /^(?:([^/@]*)@)?(\[[^\]/]*\]|[^/:@?#]*)(?::(\d+))?(\/[^?#]*)?$/.exec(rest) ?? [];
  if (host === '') return { endpoint: malformed(WHAT, 'invalid SSH URL: no host name'), problems: [] };
  const [name, password] = cut(user ?? '', ':') ?? [user, undefined];
  if (password !== undefined)
    return {
      endpoint: malformed(WHAT, 'invalid SSH URL: plain-text password is not supported'),
      problems: ['password-in-url'],
    };
  return {
    endpoint: compact({
      kind: 'ssh' as const,
      user: name || undefined,
      host: host.replace(/^\[|\]$/g, ''),
      port: port === undefined ? undefined : Number(port),
      path: path === '/' ? undefined : path,
    }),
    problems: [],
  };
};
