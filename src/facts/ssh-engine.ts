import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Argv, CommandOutput, Identity, ReadableHost } from '#core/host';
import { type DockerEndpoint, parseDockerHost } from '#parse/docker-host';
import { isMalformed } from '#parse/malformed';
import { lastWordsOf, type SshFailure, sshFailureIn } from '#parse/ssh-failure';
import { identity } from './identity.ts';
import { selectedEndpoint } from './selected-endpoint.ts';

/** The selected engine behind `ssh://`, reached the way docker reaches it. */
export interface SshEngine {
  /** `ada@build.example` */
  readonly destination: string;
  /** What was run, as a person would type it. */
  readonly command: string;
  readonly outcome: SshOutcome;
}

export type SshOutcome =
  | { readonly kind: 'opens' }
  | { readonly kind: 'no-ssh' }
  | { readonly kind: 'ssh-fails'; readonly reason: SshFailure; readonly detail: string }
  /** ssh lets the user in, and docker on the other side does not open its engine. */
  | { readonly kind: 'remote-fails'; readonly reason: RemoteFailure; readonly detail: string }
  | { readonly kind: 'unclear'; readonly obstacle: Unavailable };

export type RemoteFailure = 'denied' | 'down' | 'no-docker' | 'too-old';

type SshEndpoint = Extract<DockerEndpoint, { readonly kind: 'ssh' }>;

const TIMEOUT_MS = 10_000;

/** `undefined`: the selected engine is not behind ssh. */
export const sshEngine = defineFact({
  id: 'ssh-engine',
  summary: 'whether docker gets through ssh to the selected engine',
  needs: { identity, selectedEndpoint },
  online: true,
  timeoutMs: 14_000,
  collect: async (host, { identity, selectedEndpoint }): Promise<SshEngine | undefined> => {
    const { endpoint } = parseDockerHost(selectedEndpoint.value);
    if (isMalformed(endpoint) || endpoint.kind !== 'ssh') return undefined;
    const argv: Argv = ['ssh', ...QUIET, ...destinationOf(endpoint), ...dialer(endpoint)];
    const output = await host.query(argv, { timeoutMs: TIMEOUT_MS });
    const outcome = await judge(host, endpoint, output, identity);
    const user = endpoint.user === undefined ? '' : `${endpoint.user}@`;
    return { destination: `${user}${endpoint.host}`, command: argv.join(' '), outcome };
  },
});

/** Asks nothing of anybody, learns no key, opens no connection for others and binds no port. */
const QUIET = [
  ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '-o', 'StrictHostKeyChecking=yes'],
  ...['-o', 'UpdateHostKeys=no', '-o', 'ControlMaster=no', '-o', 'ClearAllForwardings=yes', '-T'],
];

/** As docker does (docker/cli, cli/connhelper); what follows `--` is never an option. */
const destinationOf = ({ user, port, host }: SshEndpoint): readonly string[] => [
  ...(user === undefined ? [] : ['-l', user]),
  ...(port === undefined ? [] : ['-p', String(port)]),
  '--',
  host,
];

/** Opens the engine's socket on the other side and ends at once, because nothing is sent. */
const dialer = ({ path }: SshEndpoint): readonly string[] => [
  'docker',
  ...(path === undefined ? [] : ['--host', `unix://${path}`]),
  ...['system', 'dial-stdio'],
];

const SSH_FAILED = 255;

const judge = async (
  host: ReadableHost,
  endpoint: SshEndpoint,
  output: CommandOutput | Unavailable,
  identity: Identity,
): Promise<SshOutcome> => {
  if (isUnavailable(output))
    return output.reason === 'absent' ? { kind: 'no-ssh' } : { kind: 'unclear', obstacle: output };
  const { exitCode, stderr } = output;
  if (exitCode === 0) return { kind: 'opens' };
  const detail = lastWordsOf(stderr);
  if (exitCode !== SSH_FAILED) return remote(exitCode, stderr, detail);
  const reason = sshFailureIn(stderr);
  if (reason.startsWith('host-key') && (await trustsNewKeys(host, endpoint, reason)))
    return unclear(`${detail} (docker itself would accept it)`);
  const isAsked = reason === 'key-refused' || reason === 'host-key-unknown';
  return isAsked && (await canAsk(host, identity))
    ? unclear(`${detail} (docker may get further, where ssh can ask in a window)`)
    : { kind: 'ssh-fails', reason, detail };
};

const unclear = (detail: string): SshOutcome => ({
  kind: 'unclear',
  obstacle: { kind: 'unavailable', reason: 'unreachable', source: 'ssh … docker system dial-stdio', detail },
});

const remote = (exitCode: number, stderr: string, detail: string): SshOutcome => {
  const reason = REMOTE.find(([sign]) => sign.test(stderr))?.[1];
  if (reason !== undefined) return { kind: 'remote-fails', reason, detail };
  return exitCode === 127
    ? { kind: 'remote-fails', reason: 'no-docker', detail }
    : unclear(`exit code ${exitCode}: ${detail}`);
};

const REMOTE: readonly (readonly [RegExp, RemoteFailure])[] = [
  [/docker: (command )?not found|docker: No such file|command not found: docker/i, 'no-docker'],
  [/'?(dial-stdio|system)'? is not a docker command|unknown command: docker system/i, 'too-old'],
  [/permission denied/i, 'denied'],
  [
    /Cannot connect to the Docker daemon|no such file or directory|connection refused|failed to connect/i,
    'down',
  ],
];

/** Some have told their ssh to take keys that it does not know; docker then gets through where we refuse. */
const trustsNewKeys = async (
  host: ReadableHost,
  endpoint: SshEndpoint,
  reason: SshFailure,
): Promise<boolean> => {
  const told = await host.query(['ssh', '-G', ...destinationOf(endpoint)]);
  const mode = isUnavailable(told) ? undefined : /^stricthostkeychecking (\S+)/m.exec(told.stdout)?.[1];
  return (
    mode === 'no' ||
    mode === 'off' ||
    mode === 'false' ||
    (mode === 'accept-new' && reason === 'host-key-unknown')
  );
};

/** Without a terminal, ssh asks in a window where there is a program for it; we ask for nothing. */
const canAsk = async (host: ReadableHost, { environment }: Identity): Promise<boolean> => {
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) return false;
  const stats = await Promise.all(ASKERS.map((path) => host.stat(path)));
  return stats.some((stat) => !isUnavailable(stat));
};

/** Where Debian, Fedora, Arch and SUSE have it. */
const ASKERS = [
  '/usr/bin/ssh-askpass',
  '/usr/libexec/openssh/ssh-askpass',
  '/usr/lib/ssh/ssh-askpass',
  '/usr/libexec/ssh/ssh-askpass',
];
