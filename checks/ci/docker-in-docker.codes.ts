import { code } from '#core/finding';

export type Port = {
  readonly endpoint: string;
  readonly hostName: string;
  readonly reason: 'other-port' | 'plain-to-tls' | 'tls-to-plain' | 'no-certificates';
  /** The port at which somebody listens. */
  readonly other: number | undefined;
  /** The file that is not there. */
  readonly path: string | undefined;
};

/** The sentences of `ci/docker-in-docker`. */
export const dockerInDockerCodes = {
  'dind-tls-port': code<Port>({
    severity: 'error',
    message: (port) => portMessage(port),
    cause: (port) => portCause(port),
    consequence: () =>
      'Every docker command of this job fails with "Is the docker daemon running?" or HTTP 400.',
    remedy: ({ hostName }) =>
      `Set all of it: DOCKER_HOST=tcp://${hostName}:2376, DOCKER_TLS_VERIFY=1, DOCKER_CERT_PATH=/certs/client, and one volume at /certs shared with the service, which has DOCKER_TLS_CERTDIR=/certs. Or, in a network that nobody else reaches, none of it: DOCKER_TLS_CERTDIR empty for the service, and DOCKER_HOST=tcp://${hostName}:2375 alone.`,
    leadsTo: [
      ...['endpoint-unreachable', 'dockerhost-stale', 'tls-plain-to-tls', 'tls-to-plain'],
      ...['tls-client-cert-missing', 'act-wrong-engine'],
    ],
    docs: 'https://hub.docker.com/_/docker',
  }),
  'dind-host-unresolved': code<{
    readonly hostName: string;
    readonly port: number;
    readonly isKubernetes: boolean;
  }>({
    severity: 'error',
    message: ({ hostName }) => `DOCKER_HOST names the engine "${hostName}", and no such name is known here.`,
    cause: ({ isKubernetes }) =>
      isKubernetes
        ? 'In a pod the containers share one address, and services have no names of their own.'
        : 'This job has no service of that name: it is not declared, it has another alias, or its container is not in the network of this one.',
    consequence: () => 'Every docker command of this job fails with "no such host".',
    remedy: ({ hostName, port, isKubernetes }) =>
      isKubernetes
        ? `Name the address that the pod shares: DOCKER_HOST=tcp://localhost:${port}`
        : `Declare the service (docker:dind) for this job with the alias ${hostName}, or put both containers into one network.`,
    leadsTo: ['endpoint-unreachable', 'dockerhost-stale', 'act-wrong-engine'],
  }),
};

const portMessage = ({ endpoint, reason, other, path }: Port): string => {
  switch (reason) {
    case 'other-port':
      return `Nobody listens at ${endpoint}, but somebody does at port ${other}.`;
    case 'plain-to-tls':
      return `The engine at ${endpoint} speaks TLS, and this job asks it without.`;
    case 'tls-to-plain':
      return `The engine at ${endpoint} speaks no TLS, and this job asks it with it.`;
    case 'no-certificates':
      return `This job is to ask ${endpoint} with TLS, and ${path} cannot be read.`;
    default: // the catalogue, which knows no reason
      return `This job asks ${endpoint} in a way in which its engine does not listen.`;
  }
};

const portCause = ({ reason, other }: Port): string => {
  if (reason === 'no-certificates')
    return 'The engine writes the certificates into a directory of its own (DOCKER_TLS_CERTDIR), and that is not shared with this job.';
  if (reason === 'tls-to-plain' || other === 2375)
    return 'The engine was started with an empty DOCKER_TLS_CERTDIR, so that it listens on 2375 without TLS.';
  return 'The images docker:dind since 19.03 listen on 2376 with TLS, unless DOCKER_TLS_CERTDIR is set to nothing.';
};
