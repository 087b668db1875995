import { code } from '#core/finding';

/** The sentences of `act/compatibility`. */
export const compatibilityCodes = {
  'act-wrong-engine': code<{
    /** What act takes; absent where it finds nothing. */
    readonly found: string | undefined;
    readonly origin: string;
    /** What came back from there; absent where an engine answers, but another one than docker's. */
    readonly detail: string | undefined;
    readonly working: string;
    readonly workingLabel: string;
  }>({
    severity: 'error',
    message: ({ found, detail, working }) => {
      if (found === undefined) return `act finds no engine, while one answers at ${working}.`;
      return detail === undefined
        ? `act uses the engine at ${found}, docker the one at ${working}.`
        : `act uses ${found}, where no engine answers (${detail}), while one answers at ${working}.`;
    },
    cause: ({ origin, workingLabel }) =>
      origin === 'DOCKER_HOST'
        ? 'act takes DOCKER_HOST as it is, and the variable is left over from another engine.'
        : `act ignores docker contexts: it takes the first socket of a fixed list, and ${workingLabel} is not the first on it.`,
    consequence: ({ detail, found }) =>
      detail === undefined && found !== undefined
        ? 'Images that docker has are pulled again by act, and containers of the one are not seen by the other.'
        : 'act ends with "Cannot connect to the Docker daemon" or "couldn\'t be found in the usual locations".',
    remedy: ({ working }) => `Set the engine for act: export DOCKER_HOST=${working}`,
    docs: 'https://github.com/nektos/act/issues/583',
  }),
  'act-dangling-first-socket': code<{
    readonly first: string;
    /** Otherwise DOCKER_HOST is set, but empty. */
    readonly isFound: boolean;
    readonly detail: string;
    readonly working: string;
  }>({
    severity: 'error',
    message: ({ first, isFound, detail, working }) =>
      isFound
        ? `act stops at the first socket it finds, ${first}, which does not answer (${detail}); an engine answers at ${working}.`
        : `DOCKER_HOST is set but empty, so act uses ${first} (${detail}), while an engine answers at ${working}.`,
    cause: ({ isFound }) =>
      isFound
        ? 'act looks whether the path is there, not whether anybody listens: a dead link or socket wins over a living one.'
        : 'act takes a variable that is set to nothing for a choice, and searches no further.',
    consequence: () => 'act ends with "Cannot connect to the Docker daemon".',
    remedy: ({ isFound, working }) =>
      isFound
        ? `Repair what is there, or name the living one: export DOCKER_HOST=${working}`
        : `Unset the variable (unset DOCKER_HOST), or set it: export DOCKER_HOST=${working}`,
  }),
  'act-rootless-podman': code<{ readonly found: string; readonly runtimeDirectory: string }>({
    severity: 'error',
    message: ({ found }) =>
      `act uses ${found}, which is the socket of root's Podman and closed to this user.`,
    cause: () => "Docker's path is a link to root's Podman, and this user's own Podman has no socket.",
    consequence: () => 'act ends with "permission denied while trying to connect".',
    remedy: ({ runtimeDirectory }) =>
      `Use this user's own Podman: systemctl --user enable --now podman.socket, then export DOCKER_HOST=unix://${runtimeDirectory}/podman/podman.sock, and run act with --container-daemon-socket -`,
  }),
  'act-socket-mount-fails': code<{ readonly socket: string; readonly system: string }>({
    severity: 'warning',
    message: ({ socket, system }) =>
      `act would mount ${socket} into its jobs, a path that does not exist as a socket where the engine runs (${system}).`,
    cause: () =>
      'The engine runs in a virtual machine; the path on this side is only a forwarder, and act hands it to the other side.',
    consequence: () => 'Jobs fail at their start with "error while creating mount source path".',
    remedy: () =>
      'Put into ~/.actrc: --container-daemon-socket /var/run/docker.sock (the path inside the virtual machine), or "-" when no job needs docker.',
    docs: 'https://github.com/nektos/act/issues/2239',
  }),
  'act-survey-prompt': code<{ readonly files: readonly string[]; readonly isCi: boolean }>({
    severity: 'info',
    message: () => 'No actrc says which image stands for ubuntu-latest, so act will ask.',
    cause: ({ files }) => `None of ${files.join(', ')} has a line that starts with -P.`,
    consequence: ({ isCi }) =>
      isCi
        ? 'In CI nobody answers: act ends, or waits for ever. Answering it writes the first file anew and drops what stood in it.'
        : 'The first run stops with a question; answering it writes the first file anew and drops what stood in it.',
    remedy: ({ files }) =>
      `Add the line -P ubuntu-latest=catthehacker/ubuntu:act-latest to ${files[0] ?? '~/.actrc'} (about 1.5 GB; the "large" image takes 17 GB and more).`,
    docs: 'https://nektosact.com/usage/runners.html',
  }),
  'act-actrc-ignored': code<{ readonly path: string; readonly lines: readonly string[] }>({
    severity: 'warning',
    message: ({ path, lines }) => `act does not read ${path} as it is written: ${lines.join('; ')}.`,
    cause: () =>
      'act takes only lines that start with -, splits each once, at its first blank, and knows neither quotes nor comments behind an option.',
    consequence: () => 'Settings are dropped without a word, or the wrong image is used.',
    remedy: ({ path }) => `Write one option per line in ${path}, without quotes.`,
    docs: 'https://nektosact.com/usage/index.html#configuration-file',
  }),
  'act-api-too-old': code<{ readonly actVersion: string; readonly apiVersion: string }>({
    severity: 'error',
    message: ({ actVersion, apiVersion }) =>
      `act ${actVersion} needs an engine with API 1.40 or newer; this one speaks ${apiVersion}.`,
    cause: () => 'Since 0.2.87 act is built with a client that refuses engines older than Docker 19.03.',
    consequence: () => 'act ends with "API version … is not supported by this client".',
    remedy: () => 'Update the engine, or use act 0.2.84.',
  }),
  'act-node-runtime-too-new': code<{ readonly actVersion: string; readonly runtimes: readonly string[] }>({
    severity: 'info',
    message: ({ actVersion, runtimes }) =>
      `act ${actVersion} is older than actions written for ${runtimes.join(' and ')}.`,
    cause: () => 'node20 came with act 0.2.51, node24 with 0.2.81; packages of distributions lag behind.',
    consequence: ({ runtimes }) =>
      `Such actions end with "The runs.using key in action.yml must be one of …, got ${runtimes.at(-1) ?? 'node24'}".`,
    remedy: () => 'Update act, in the way in which it was installed.',
  }),
  'act-arch-mismatch': code<{ readonly arch: string }>({
    severity: 'info',
    message: ({ arch }) => `This host is ${arch}, and no actrc chooses a container architecture.`,
    cause: () => 'Most runner images exist for arm64, but many actions bring programs for amd64 alone.',
    consequence: () => 'Such actions end with "exec format error" or a missing ld-linux-x86-64.so.2.',
    remedy: () =>
      'Where that happens, add the line --container-architecture linux/amd64 to an actrc; it is emulated, and slower.',
    docs: 'https://github.com/nektos/act/issues/742',
  }),
  'act-leftovers': code<{ readonly count: number; readonly names: readonly string[] }>({
    severity: 'info',
    message: ({ count, names }) =>
      `${count} stopped containers of earlier act runs are left: ${names.join(', ')}.`,
    cause: () => 'A run that fails keeps its containers, and so does --reuse.',
    consequence: () =>
      'They take disk space, and a new run can end with "The container name is already in use".',
    remedy: () => 'Look at them and remove them by name (docker rm NAME); run act with --rm.',
  }),
  'act-cache-full': code<{ readonly path: string; readonly percent: number; readonly left: string }>({
    severity: 'warning',
    message: ({ path, percent, left }) =>
      `The disk of act's cache ${path} is ${percent} % full: ${left} are left.`,
    cause: () => 'act keeps every action that it has cloned, and the caches of jobs, without a limit.',
    consequence: () => 'act cannot clone actions, and ends with "no space left on device".',
    remedy: ({ path }) => `Remove ${path} while no act runs; it is filled again as needed.`,
  }),
  'act-cache-foreign-owner': code<{ readonly path: string; readonly uid: number }>({
    severity: 'warning',
    message: ({ path, uid }) => `act's cache ${path} belongs to ${uid === 0 ? 'root' : `user ${uid}`}.`,
    cause: () => 'act was once run with sudo.',
    consequence: () => 'act cannot write there, and ends with "permission denied" when it clones an action.',
    remedy: ({ path }) => `Take it back: sudo chown -R "$(id -u):$(id -g)" ${path}`,
  }),
};
