import { linesOf } from '#parse/text';

/**
 * What `ssh` prints when it ends with 255, so that no command ran on the other side.
 *
 *     ada@build.example: Permission denied (publickey).
 *
 *     No ED25519 host key is known for build.example and you have requested strict checking.
 *     Host key verification failed.
 *
 *     kex_exchange_identification: read: Connection reset by peer
 */
export type SshFailure =
  | 'key-refused'
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-unknown'
  | 'refused'
  | 'no-way'
  | 'closed'
  | 'own-files'
  | 'other';

/** The most specific stand first: a changed key is also one that fails the verification. */
const SIGNS: readonly (readonly [RegExp, SshFailure])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|host key for \S+ has changed/i, 'host-key-changed'],
  [/No \S+ host key is known for|authenticity of host|Host key verification failed/i, 'host-key-unknown'],
  [/Bad owner or permissions on|UNPROTECTED PRIVATE KEY FILE|Bad configuration option/i, 'own-files'],
  [/Permission denied \(|Too many authentication failures|No more authentication methods/i, 'key-refused'],
  [/Could not resolve hostname/i, 'host-unknown'],
  [/Connection refused/i, 'refused'],
  [/Connection timed out|Operation timed out|No route to host|Network is unreachable/i, 'no-way'],
  [/kex_exchange_identification|Connection (reset|closed) by|banner exchange/i, 'closed'],
];

export const sshFailureIn = (stderr: string): SshFailure =>
  SIGNS.find(([sign]) => sign.test(stderr.slice(0, MAX_CHARS)))?.[1] ?? 'other';

const MAX_CHARS = 16_384;

/** Its last line, which says what ended the attempt; the frames and fingerprints above it do not. */
export const lastWordsOf = (stderr: string): string =>
  linesOf(stderr.slice(0, MAX_CHARS))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1) ?? 'it says nothing';
