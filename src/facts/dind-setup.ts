import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineAddress, Identity, ReadableHost } from '#core/host';
import { type Endpoint, endpoints } from './endpoints.ts';
import { identity } from './identity.ts';
import { type NameServers, nameServers } from './name-servers.ts';
import { type OwnContainer, ownContainer } from './own-container.ts';
import { selectedEndpoint } from './selected-endpoint.ts';

/** How a job is to reach the Docker in Docker that runs beside it, and what came of it. */
export interface DindSetup {
  readonly hostName: string;
  readonly port: number;
  /** What the job was told, for the reader: `DOCKER_TLS_VERIFY=1`. */
  readonly told: readonly string[];
  /** Jobs of the Kubernetes executor share one address with their services. */
  readonly isKubernetes: boolean;
  readonly outcome: DindOutcome;
}

export type DindOutcome =
  | { readonly kind: 'no-fault' }
  | { readonly kind: 'unresolved' }
  /** Nobody listens at the port, and somebody does at the other of the two. */
  | { readonly kind: 'other-port'; readonly port: number }
  | { readonly kind: 'plain-to-tls' }
  | { readonly kind: 'tls-to-plain' }
  | { readonly kind: 'no-certificates'; readonly path: string };

const [PLAIN, TLS] = [2375, 2376];
const ACCEPT_TIMEOUT_MS = 1000;

/** `undefined`: no job with an engine of its own. */
export const dindSetup = defineFact({
  id: 'dind-setup',
  summary: 'whether the settings for Docker in Docker agree with each other and with the engine',
  needs: {
    identity,
    endpoints,
    selectedEndpoint,
    ownContainer: optional(ownContainer),
    nameServers: optional(nameServers),
  },
  collect: async (host, needs): Promise<DindSetup | undefined> => {
    const { identity, selectedEndpoint } = needs;
    const selected = needs.endpoints.find((endpoint) => endpoint.selected);
    const { address } = selected ?? {};
    if (selected === undefined || address?.kind !== 'tcp' || selectedEndpoint.origin !== 'DOCKER_HOST')
      return undefined;
    if (!(await isJob(host, identity, ifAvailable(needs.ownContainer)))) return undefined;
    const { environment } = identity;
    return {
      hostName: address.hostName,
      port: address.port,
      told: NAMES.flatMap((name) =>
        environment[name] === undefined ? [] : [`${name}=${environment[name]}`],
      ),
      isKubernetes: environment['KUBERNETES_SERVICE_HOST'] !== undefined,
      outcome: await outcomeOf(host, selected, address, needs.nameServers),
    };
  },
});

const NAMES = ['DOCKER_HOST', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'DOCKER_TLS_CERTDIR'];

/** A CI says so in a variable; a container that is no machine is taken for a job as well. */
const isJob = async (
  host: ReadableHost,
  { environment }: Identity,
  container: OwnContainer | undefined,
): Promise<boolean> =>
  Boolean(environment['CI']) ||
  environment['DOCKER_TLS_CERTDIR'] !== undefined ||
  (container !== undefined && !container.isMachine) ||
  !isUnavailable(await host.stat('/certs/client'));

const outcomeOf = async (
  host: ReadableHost,
  { state }: Endpoint,
  address: Extract<EngineAddress, { readonly kind: 'tcp' }>,
  servers: NameServers | Unavailable,
): Promise<DindOutcome> => {
  switch (state.kind) {
    case 'tls-expected':
      return { kind: 'plain-to-tls' };
    case 'tls-refused':
      return { kind: 'tls-to-plain' };
    case 'tls-file-missing':
      return { kind: 'no-certificates', path: state.path };
    case 'unreachable':
      if (isUnknownName(state.detail, servers)) return { kind: 'unresolved' };
      return state.detail === 'ECONNREFUSED' ? otherPort(host, address) : { kind: 'no-fault' };
    default:
      return { kind: 'no-fault' };
  }
};

/** Some C libraries say "try again" of a name that does not exist; only where a name server answers that is the same. */
const isUnknownName = (detail: string, servers: NameServers | Unavailable): boolean =>
  detail === 'ENOTFOUND' ||
  (detail === 'EAI_AGAIN' &&
    !isUnavailable(servers) &&
    servers.servers.some(({ outcome }) => outcome.kind === 'answered'));

const otherPort = async (
  host: ReadableHost,
  { hostName, port }: Extract<EngineAddress, { readonly kind: 'tcp' }>,
): Promise<DindOutcome> => {
  const other = port === PLAIN ? TLS : port === TLS ? PLAIN : undefined;
  if (other === undefined) return { kind: 'no-fault' };
  const taken = await host.connect({ kind: 'tcp', hostName, port: other }, { timeoutMs: ACCEPT_TIMEOUT_MS });
  return isUnavailable(taken) ? { kind: 'no-fault' } : { kind: 'other-port', port: other };
};
