import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import type { DockerConfig } from '#parse/docker-config-json';
import { isMalformed } from '#parse/malformed';
import { dockerConfig } from './docker-config.ts';
import type { EditableFile } from './editable-file.ts';
import { identity } from './identity.ts';
import { findProgram, STANDARD } from './installation.ts';
import { platform } from './platform.ts';
import { runProgram } from './run-program.ts';

/** A program that keeps the passwords of registries for the docker client. */
export interface CredentialHelper {
  /** `desktop` stands for the program docker-credential-desktop. */
  readonly name: string;
  /** It keeps those of every registry that has no helper of its own. */
  readonly isStore: boolean;
  readonly registries: readonly string[];
  readonly state: HelperState;
}

export type HelperState =
  /** `elsewhere`: where it is, outside of PATH. */
  | { readonly kind: 'missing'; readonly elsewhere?: string }
  | { readonly kind: 'answers'; readonly path: string }
  | { readonly kind: 'fails'; readonly path: string; readonly detail: string }
  | { readonly kind: 'silent'; readonly path: string; readonly afterMs: number }
  | { readonly kind: 'unknown'; readonly path: string; readonly obstacle: Unavailable };

export interface CredentialHelpers {
  readonly path: string;
  /** The same file, where an edit can be made. */
  readonly file?: EditableFile;
  readonly helpers: readonly CredentialHelper[];
  /** Registries whose password stands in the file itself. */
  readonly plainRegistries: readonly string[];
}

const TIMEOUT_MS = 4000;

/** `undefined`: the client's configuration names none, or cannot be understood, so that the client itself uses none of it. */
export const credentialHelpers = defineFact({
  id: 'credential-helpers',
  summary: 'the credential helpers of the docker client, each asked for the names that it keeps',
  needs: { identity, dockerConfig, platform },
  timeoutMs: 10_000,
  collect: async (host, needs): Promise<CredentialHelpers | undefined | Unavailable> => {
    const { content, path } = needs.dockerConfig;
    if (content === undefined || path === undefined || isMalformed(content)) return undefined;
    if (isUnavailable(content)) return content;
    const own = (needs.identity.environment['PATH'] ?? '').split(':').filter((one) => one.startsWith('/'));
    const helpers = await Promise.all(
      namedIn(content).map(async (helper) => ({
        ...helper,
        state: await stateOf(host, helper.name, own, needs.platform.arch),
      })),
    );
    const { editable: file } = needs.dockerConfig;
    return {
      path,
      ...(file === undefined ? {} : { file }),
      helpers,
      plainRegistries: content.plainAuthRegistries,
    };
  },
});

const namedIn = ({ credsStore, credHelpers }: DockerConfig): readonly Omit<CredentialHelper, 'state'>[] => {
  const names = new Set([...(credsStore === undefined ? [] : [credsStore]), ...Object.values(credHelpers)]);
  return [...names].filter(Boolean).map((name) => ({
    name,
    isStore: name === credsStore,
    registries: Object.keys(credHelpers).filter((registry) => credHelpers[registry] === name),
  }));
};

const stateOf = async (
  host: ReadableHost,
  name: string,
  own: readonly string[],
  arch: string,
): Promise<HelperState> => {
  const program = `docker-credential-${name}`;
  const path = await findProgram(host, own, program);
  if (path === undefined) {
    const elsewhere = await findProgram(host, STANDARD, program);
    return { kind: 'missing', ...(elsewhere === undefined ? {} : { elsewhere }) };
  }
  // `list` tells names of servers and of users, and no password.
  const answer = await runProgram(host, [path, 'list'], { arch, timeoutMs: TIMEOUT_MS });
  if (answer.kind === 'unusable') return { kind: 'fails', path, detail: answer.detail };
  if (answer.kind === 'unknown') {
    const { obstacle } = answer;
    return obstacle.reason === 'timed-out'
      ? { kind: 'silent', path, afterMs: obstacle.afterMs ?? TIMEOUT_MS }
      : { kind: 'unknown', path, obstacle };
  }
  const { exitCode, stdout, stderr } = answer.output;
  if (exitCode === 0) return { kind: 'answers', path };
  // By the protocol what went wrong stands on standard output.
  const words = (stdout.trim() || stderr.trim()).split('\n')[0]?.slice(0, 200) ?? '';
  return NOT_OFFERED.test(words)
    ? { kind: 'answers', path }
    : { kind: 'fails', path, detail: /^[[{]|^$/.test(words) ? `exit code ${exitCode}` : words };
};

/** Some helpers only hand out passwords, which is all that pulling needs. */
const NOT_OFFERED =
  /not (?:implemented|supported)|unimplemented|unsupported|unknown|usage|invalid (?:command|action|argument: ?"?list)/i;
