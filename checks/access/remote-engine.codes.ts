import { code } from '#core/finding';
import type { RemoteFailure } from '#facts/ssh-engine';
import type { TlsReason } from '#facts/tls-refusal';
import type { SshFailure } from '#parse/ssh-failure';
import {
  remoteCause,
  remoteRemedy,
  sshCause,
  sshRemedy,
  tlsCause,
  tlsMessage,
  tlsRemedy,
} from './remote-engine.words.ts';

export type Ssh = {
  readonly destination: string;
  readonly reason: SshFailure | 'no-ssh';
  readonly detail: string;
  /** The user and the port do not matter to the one who looks up a key. */
  readonly hostName: string;
};

export type Remote = {
  readonly destination: string;
  readonly reason: RemoteFailure;
  readonly detail: string;
};

export type Tls = {
  readonly endpoint: string;
  readonly reason: TlsReason;
  readonly detail: string;
  readonly path: string | undefined;
  /** `2 days behind`: how this host's clock stands to the engine's, where that is far. */
  readonly clock: string | undefined;
};

const NOTHING_REMOTE = (): string =>
  'docker, Compose and every other client that follows this setting fail; engines on this host are not concerned.';

/** The sentences of `access/remote-engine`. */
export const remoteEngineCodes = {
  'ssh-auth-fails': code<Ssh>({
    severity: 'error',
    message: ({ destination, detail }) => `ssh does not get through to ${destination}: ${detail}`,
    cause: sshCause,
    consequence: NOTHING_REMOTE,
    remedy: sshRemedy,
    docs: 'https://docs.docker.com/engine/security/protect-access/',
  }),
  'ssh-remote-no-permission': code<Remote>({
    severity: 'error',
    message: ({ destination, detail }) =>
      `ssh gets through to ${destination}, but docker there does not open its engine: ${detail}`,
    cause: remoteCause,
    consequence: () =>
      'docker here says "Cannot connect to the Docker daemon at http://docker.example.com", a name that it made up and that hides the cause.',
    remedy: remoteRemedy,
  }),
  'tls-cert-invalid': code<Tls>({
    severity: 'error',
    message: tlsMessage,
    cause: tlsCause,
    consequence: NOTHING_REMOTE,
    remedy: tlsRemedy,
    leadsTo: ['endpoint-unreachable', 'dockerhost-stale', 'act-wrong-engine'],
    docs: 'https://docs.docker.com/engine/security/protect-access/',
  }),
};
