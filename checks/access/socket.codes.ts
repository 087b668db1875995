import { code } from '#core/finding';
import {
  type Directory,
  directoryCause,
  directoryMessage,
  directoryRemedy,
} from './socket.directory.words.ts';
import { selectionCodes } from './socket.selection.codes.ts';
import {
  type Chosen,
  type Denial,
  deniedCause,
  deniedRemedy,
  type Hang,
  hungCause,
  hungRemedy,
  type Missing,
  missingCause,
  missingMessage,
  missingRemedy,
  NOTHING_WORKS,
  type Path,
  WAIT,
} from './socket.words.ts';

/** The sentences of `access/socket`. */
export const socketCodes = {
  'engine-not-installed': code<{ readonly command: string }>({
    severity: 'error',
    message: () => 'No container engine is installed: neither dockerd nor podman was found.',
    cause: () =>
      'Neither Docker Engine nor Podman is on this host, and no other engine answers on any usual socket.',
    consequence: () => 'No container can run on this host.',
    remedy: ({ command }) => `Install an engine: ${command}`,
    leadsTo: ['sock-missing'],
    docs: 'https://docs.docker.com/engine/install/',
  }),
  'sock-missing': code<Missing>({
    severity: 'error',
    message: missingMessage,
    cause: missingCause,
    consequence: NOTHING_WORKS,
    remedy: missingRemedy,
    docs: 'https://docs.docker.com/engine/daemon/troubleshoot/',
  }),
  'sock-stale-refused': code<Path & Pick<Chosen, 'starting'>>({
    severity: 'error',
    message: ({ path }) => `The socket ${path} exists, but nobody listens on it (connection refused).`,
    cause: ({ starting }) =>
      starting === undefined
        ? 'The engine ended and its socket stayed: it was stopped together with docker.socket (systemd leaves the file), it crashed or was killed, or its service gave up restarting it.'
        : `${starting} is still starting, and its engine does not listen yet.`,
    consequence: NOTHING_WORKS,
    remedy: ({ starting }) =>
      starting === undefined
        ? 'Start the engine again; where nobody stopped it, its log tells why it ended.'
        : WAIT,
    leadsTo: ['act-dangling-first-socket'],
  }),
  'sock-dangling-symlink': code<Path & { readonly target: string; readonly owner: string | undefined }>({
    severity: 'error',
    message: ({ path, target }) => `${path} is a link to ${target}, which does not exist.`,
    cause: ({ owner }) =>
      owner === undefined
        ? 'Another engine made the link and was stopped or removed since.'
        : `${owner} made the link, and it is stopped or removed.`,
    consequence: NOTHING_WORKS,
    remedy: ({ owner, path }) =>
      owner === undefined
        ? `Start the engine that the link belongs to, or point ${path} to a socket that answers.`
        : `Start ${owner}, or point ${path} to a socket that answers.`,
    leadsTo: ['unit-start-limit', 'engine-start-failed', 'act-dangling-first-socket'],
  }),
  'sock-is-directory': code<Directory>({
    severity: 'error',
    message: directoryMessage,
    cause: directoryCause,
    consequence: () => 'The engine cannot create its socket, and every client fails.',
    remedy: directoryRemedy,
    leadsTo: ['unit-start-limit', 'engine-start-failed', 'act-dangling-first-socket'],
  }),
  'sock-not-a-socket': code<Path & { readonly type: string }>({
    severity: 'error',
    message: ({ path, type }) => `${path} is a ${type}, not a socket.`,
    cause: () =>
      'Something else was put where the socket belongs: a broken integration, or a command that wrote to the path.',
    consequence: NOTHING_WORKS,
    remedy: ({ path }) => `Look at what ${path} is, move it away, and start the engine again.`,
    leadsTo: ['unit-start-limit', 'engine-start-failed', 'act-dangling-first-socket'],
  }),
  'sock-hung': code<Hang>({
    severity: 'error',
    message: ({ endpoint, afterMs }) =>
      afterMs === 0
        ? `The engine at ${endpoint} takes no more connections: as many clients wait as the socket holds.`
        : `The engine at ${endpoint} accepts connections but does not answer (waited ${afterMs} ms).`,
    cause: hungCause,
    consequence: () => 'docker and every other client wait for ever without a message.',
    remedy: hungRemedy,
    leadsTo: ['containerd-hung', 'act-dangling-first-socket'],
  }),
  'sock-wrong-owner': code<Path & { readonly owner: string; readonly mode: string }>({
    severity: 'error',
    message: ({ path, owner, mode }) =>
      `The socket ${path} belongs to ${owner} with mode ${mode}; group docker cannot use it.`,
    cause: () =>
      'When the socket was made, group docker did not exist, the engine was started by hand, or somebody changed its owner.',
    consequence: () => 'Only root can use the engine; members of group docker are refused.',
    remedy: () => 'Give the socket back to group docker with mode 660; never make it writable for everybody.',
    leadsTo: ['sock-denied', 'act-dangling-first-socket'],
  }),
  'sock-denied': code<Denial>({
    severity: 'error',
    message: ({ path, owner, mode }) =>
      `This user may not open ${path} (permission denied${owner === undefined ? '' : `; it belongs to ${owner}, mode ${mode}`}).`,
    cause: deniedCause,
    consequence: () => 'docker and every other client of this user fail with "permission denied".',
    remedy: deniedRemedy,
    leadsTo: ['act-dangling-first-socket', 'act-rootless-podman'],
  }),
  'sock-parent-dir-denied': code<
    Path & {
      readonly directory: string;
      readonly owner: string | undefined;
      readonly mode: string | undefined;
    }
  >({
    severity: 'error',
    message: ({ path, directory, owner, mode }) =>
      `${path} cannot be reached: the directory ${directory} is closed to this user${owner === undefined ? '' : ` (owner ${owner}, mode ${mode})`}.`,
    cause: () =>
      'A directory above the socket belongs to root or to another user and gives this one no right to pass (x).',
    consequence: () => 'The mode of the socket itself does not matter; every client of this user fails.',
    remedy: ({ directory }) =>
      directory.startsWith('/run/user/')
        ? "Use this user's own (rootless) socket; the runtime directory of another user stays closed."
        : "Use this user's own (rootless) socket, or have an administrator open the directory with a tmpfiles.d rule.",
    leadsTo: ['act-dangling-first-socket', 'act-rootless-podman'],
  }),
  'sock-not-engine': code<{ readonly endpoint: string; readonly detail: string }>({
    severity: 'error',
    message: ({ endpoint, detail }) => `What listens at ${endpoint} is not a container engine: ${detail}.`,
    cause: () => 'Another program, or a proxy or forwarder with nothing behind it, listens at this address.',
    consequence: NOTHING_WORKS,
    remedy: () => 'Find out which program listens there, and correct the address.',
    leadsTo: ['act-dangling-first-socket'],
  }),
  'tls-plain-to-tls': code<{ readonly endpoint: string }>({
    severity: 'error',
    message: ({ endpoint }) => `The engine at ${endpoint} speaks TLS, but it was asked without.`,
    cause: () => 'The endpoint is a TLS port, and neither DOCKER_TLS_VERIFY nor a TLS context is set.',
    consequence: NOTHING_WORKS,
    remedy: () =>
      'Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the directory with ca.pem, cert.pem and key.pem.',
    leadsTo: ['act-dangling-first-socket'],
  }),
  'tls-to-plain': code<{ readonly endpoint: string }>({
    severity: 'error',
    message: ({ endpoint }) => `The engine at ${endpoint} was asked with TLS, but answers without.`,
    cause: () =>
      'DOCKER_TLS_VERIFY or DOCKER_TLS is set (any value counts, also 0), or the context asks for TLS, and the port speaks plain HTTP.',
    consequence: NOTHING_WORKS,
    remedy: () => 'Unset DOCKER_TLS_VERIFY and DOCKER_TLS for this engine, or name its TLS port.',
  }),
  'tls-client-cert-missing': code<{ readonly endpoint: string } & Path>({
    severity: 'error',
    message: ({ endpoint, path }) => `${path} cannot be read, so that ${endpoint} cannot be asked with TLS.`,
    cause: () =>
      'TLS is asked for, often by a DOCKER_TLS_VERIFY left over from docker-machine or minikube, and its certificates are gone.',
    consequence: NOTHING_WORKS,
    remedy: () =>
      'Unset DOCKER_TLS_VERIFY and DOCKER_TLS, or restore ca.pem, cert.pem and key.pem and name their directory in DOCKER_CERT_PATH.',
  }),
  ...selectionCodes,
  'sock-desktop-default-disabled': code<{ readonly endpoint: string; readonly path: string }>({
    severity: 'info',
    message: ({ path, endpoint }) =>
      `There is no ${path}; the docker CLI uses ${endpoint} through a context.`,
    cause: () => 'This engine listens on a socket of its own and selects it with a docker context.',
    consequence: () => 'Tools that ignore contexts (act, several SDKs) do not find the engine.',
    remedy: ({ endpoint }) => `For such tools, set DOCKER_HOST=${endpoint}`,
  }),
  'dockerhost-overrides-context': code<{ readonly value: string; readonly context: string }>({
    severity: 'info',
    message: ({ value, context }) => `DOCKER_HOST (${value}) overrides the context "${context}".`,
    cause: () => 'Both name an engine, and the variable wins.',
    consequence: () => 'docker context use has no effect while the variable is set.',
    remedy: () => 'Unset DOCKER_HOST to use the context.',
  }),
};
