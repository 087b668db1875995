import { isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineAddress, Identity, TlsFiles } from '#core/host';
import { type EndpointProblem, parseDockerHost } from '#parse/docker-host';
import { isMalformed } from '#parse/malformed';
import { type DockerClientConfig, dockerConfig } from './docker-config.ts';
import { type DockerContext, dockerContexts } from './docker-contexts.ts';
import { identity } from './identity.ts';

/** Who chose the endpoint. Only `default` was chosen by nobody. */
export type SelectionOrigin =
  | '--host'
  | '--context'
  | 'DOCKER_HOST'
  | 'DOCKER_CONTEXT'
  | 'currentContext'
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
}

export const DEFAULT_SOCKET = '/var/run/docker.sock';

export const selectedEndpoint = defineFact({
  id: 'selected-endpoint',
  summary: 'the engine that the docker CLI would talk to',
  needs: { identity, dockerConfig: optional(dockerConfig), dockerContexts: optional(dockerContexts) },
  collect: async (_host, { identity, dockerConfig, dockerContexts }): Promise<SelectedEndpoint> => {
    const config = isUnavailable(dockerConfig) ? undefined : dockerConfig;
    const contexts = isUnavailable(dockerContexts) ? [] : dockerContexts;
    return select(identity, config, contexts);
  },
});

// The order of docker/cli's resolveContextName: flags, then DOCKER_HOST, then DOCKER_CONTEXT, then
// currentContext. A variable that is set but empty counts as unset.
const select = (
  { engineFlags, environment }: Identity,
  config: DockerClientConfig | undefined,
  contexts: readonly DockerContext[],
): SelectedEndpoint => {
  const tls = tlsFromEnvironment(environment);
  if (engineFlags.context !== undefined) return fromContext('--context', engineFlags.context, contexts);
  if (engineFlags.host !== undefined) return fromHost('--host', engineFlags.host, tls);
  const host = environment['DOCKER_HOST'];
  if (host) return fromHost('DOCKER_HOST', host, tls);
  const named = environment['DOCKER_CONTEXT'];
  if (named) return fromContext('DOCKER_CONTEXT', named, contexts);
  const current = currentContext(config);
  if (current) return fromContext('currentContext', current, contexts);
  return fromHost('default', `unix://${DEFAULT_SOCKET}`, undefined);
};

const currentContext = (config: DockerClientConfig | undefined): string | undefined => {
  const content = config?.content;
  if (content === undefined || isUnavailable(content) || isMalformed(content)) return undefined;
  return content.currentContext;
};

/** `DOCKER_TLS_VERIFY` switches TLS on with any non-empty value, `0` included. */
const tlsFromEnvironment = (environment: Identity['environment']): TlsFiles | undefined => {
  if (!environment['DOCKER_TLS_VERIFY'] && !environment['DOCKER_TLS']) return undefined;
  const directory = environment['DOCKER_CERT_PATH'] || `${environment['HOME'] ?? ''}/.docker`;
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
  contexts: readonly DockerContext[],
): SelectedEndpoint => {
  if (name === 'default') return { ...fromHost('default', `unix://${DEFAULT_SOCKET}`, undefined), origin };
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

const fromHost = (origin: SelectionOrigin, value: string, tls: TlsFiles | undefined): SelectedEndpoint => {
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
