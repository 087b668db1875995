import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineAddress, Identity, TlsFiles } from '#core/host';
import { maskedEndpoint } from '#core/secrets';
import { type EndpointProblem, parseDockerHost } from '#parse/docker-host';
import { isMalformed } from '#parse/malformed';
import { configDirectory, type DockerClientConfig, dockerConfig } from './docker-config.ts';
import { type DockerContext, dockerContexts } from './docker-contexts.ts';
import { identity } from './identity.ts';

/** Who chose the endpoint. Only `default` was chosen by nobody. */
export type SelectionOrigin =
  | '--host'
  | '--context'
  | 'DOCKER_HOST'
  | 'DOCKER_CONTEXT'
  | 'currentContext'
  /** Nobody named an engine, but with TLS asked for docker takes the TLS port of this host. */
  | 'DOCKER_TLS_VERIFY'
  | 'default';

/** Which engine the docker CLI would talk to, and why. */
export interface SelectedEndpoint {
  readonly origin: SelectionOrigin;
  /** The value as it was given: `unix:///var/run/docker.sock`. */
  readonly value: string;
  readonly context?: string;
  readonly resolved:
    | { readonly kind: 'address'; readonly address: EngineAddress }
    | { readonly kind: 'malformed'; readonly detail: string; readonly suggestion?: string }
    | { readonly kind: 'context-missing'; readonly context: string; readonly detail: string }
    /** Understood by docker, not yet by dockmedic: `ssh://`, `npipe://`. */
    | { readonly kind: 'unsupported'; readonly scheme: string };
  /** Oddities of the value that docker swallows: a bare path taken for a TCP host name, a stray space. */
  readonly problems: readonly EndpointProblem[];
  readonly suggestion?: string;
  /** The context that DOCKER_HOST keeps from being used. */
  readonly overrides?: string;
}

export const DEFAULT_SOCKET = '/var/run/docker.sock';

export const selectedEndpoint = defineFact({
  id: 'selected-endpoint',
  summary: 'the engine that the docker CLI would talk to',
  needs: { identity, dockerConfig: optional(dockerConfig), dockerContexts: optional(dockerContexts) },
  collect: async (
    _host,
    { identity, dockerConfig, dockerContexts },
  ): Promise<SelectedEndpoint | Unavailable> => {
    const config = isUnavailable(dockerConfig) ? undefined : dockerConfig;
    return select(identity, currentContext(config), dockerContexts);
  },
});

type Contexts = readonly DockerContext[] | Unavailable;

// The order of docker/cli's resolveContextName: flags, then DOCKER_HOST, then DOCKER_CONTEXT, then
// currentContext. A variable that is set but empty counts as unset.
const select = (
  identity: Identity,
  current: string | undefined,
  contexts: Contexts,
): SelectedEndpoint | Unavailable => {
  const { engineFlags, environment } = identity;
  if (engineFlags.context !== undefined)
    return fromContext('--context', engineFlags.context, contexts, identity);
  if (engineFlags.host !== undefined)
    return fromHost('--host', engineFlags.host, tlsFromEnvironment(identity));
  const named = environment['DOCKER_CONTEXT'];
  if (environment['DOCKER_HOST']) return { ...defaultContext(identity), ...overriding(named || current) };
  if (named) return fromContext('DOCKER_CONTEXT', named, contexts, identity);
  if (current) return fromContext('currentContext', current, contexts, identity);
  return defaultContext(identity);
};

const overriding = (context: string | undefined): Pick<SelectedEndpoint, 'overrides'> =>
  !context || context === 'default' ? {} : { overrides: context };

/** What docker calls the context `default`: DOCKER_HOST where it is set, whoever chose the context; otherwise the
 *  socket, or the TLS port of this host when TLS is asked for. */
const defaultContext = (identity: Identity): SelectedEndpoint => {
  const tls = tlsFromEnvironment(identity);
  const host = identity.environment['DOCKER_HOST'];
  if (host) return fromHost('DOCKER_HOST', host, tls);
  if (tls === undefined) return fromHost('default', `unix://${DEFAULT_SOCKET}`, undefined);
  return fromHost('DOCKER_TLS_VERIFY', 'tcp://localhost:2376', tls);
};

const currentContext = (config: DockerClientConfig | undefined): string | undefined => {
  const content = config?.content;
  if (content === undefined || isUnavailable(content) || isMalformed(content)) return undefined;
  return content.currentContext;
};

/** `DOCKER_TLS_VERIFY` switches TLS on with any non-empty value, `0` included. */
const tlsFromEnvironment = (identity: Identity): TlsFiles | undefined => {
  const { environment } = identity;
  if (!environment['DOCKER_TLS_VERIFY'] && !environment['DOCKER_TLS']) return undefined;
  const directory = environment['DOCKER_CERT_PATH'] || configDirectory(identity) || '.docker';
  return {
    caPath: `${directory}/ca.pem`,
    certPath: `${directory}/cert.pem`,
    keyPath: `${directory}/key.pem`,
    ...(environment['DOCKER_TLS_VERIFY'] ? {} : { skipVerify: true }),
  };
};

const fromContext = (
  origin: SelectionOrigin,
  name: string,
  contexts: Contexts,
  identity: Identity,
): SelectedEndpoint | Unavailable => {
  if (name === 'default') {
    const chosen = defaultContext(identity);
    // As a setting it says what holds without it; typed, it is a choice.
    return chosen.origin === 'default' && origin !== 'currentContext' ? { ...chosen, origin } : chosen;
  }
  // A store that cannot be read does not tell which contexts there are.
  if (isUnavailable(contexts)) return contexts;
  const context = contexts.find((one) => one.name === name);
  if (context !== undefined) return { ...fromHost(origin, context.host, context.tls), context: name };
  const detail = `no context "${name}" in the client's store`;
  return {
    origin,
    value: name,
    context: name,
    resolved: { kind: 'context-missing', context: name, detail },
    problems: [],
  };
};

const fromHost = (origin: SelectionOrigin, given: string, tls: TlsFiles | undefined): SelectedEndpoint => {
  const value = maskedEndpoint(given);
  const { endpoint, problems, suggestion } = parseDockerHost(value, { tls: tls !== undefined });
  const more = suggestion === undefined ? {} : { suggestion };
  return { origin, value, resolved: resolve(endpoint, tls, more), problems, ...more };
};

const resolve = (
  endpoint: ReturnType<typeof parseDockerHost>['endpoint'],
  tls: TlsFiles | undefined,
  suggestion: { readonly suggestion?: string },
): SelectedEndpoint['resolved'] => {
  if (isMalformed(endpoint)) return { kind: 'malformed', detail: endpoint.detail, ...suggestion };
  switch (endpoint.kind) {
    case 'unix':
      return { kind: 'address', address: endpoint };
    case 'tcp':
      return {
        kind: 'address',
        address: {
          kind: 'tcp',
          hostName: endpoint.host,
          port: endpoint.port,
          ...(tls === undefined ? {} : { tls }),
        },
      };
    case 'ssh':
    case 'npipe':
    case 'fd':
      return { kind: 'unsupported', scheme: endpoint.kind };
  }
};

/** The address that a context's host stands for; none where dockmedic cannot go (`ssh://`). */
export const resolveContextAddress = (host: string, tls: TlsFiles | undefined): EngineAddress | undefined => {
  const { resolved } = fromHost('currentContext', host, tls);
  return resolved.kind === 'address' ? resolved.address : undefined;
};
