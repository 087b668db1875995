import { code } from '#core/finding';

/** The sentences of `containers/resources`. */
export const resourcesCodes = {
  'oom-killed': code<{
    readonly name: string;
    readonly kills: number;
    readonly limit: string | undefined;
    /** The most that it used at a time, where the kernel tells. */
    readonly peak: string | undefined;
    readonly ended: boolean;
  }>({
    severity: 'warning',
    message: ({ name, kills, limit, peak, ended }) => {
      if (ended)
        return `The container ${name} was ended by the kernel, ${limit === undefined ? 'for want of memory' : `for it may use no more than ${limit} of memory`}.`;
      const processes = kills === 1 ? 'a process' : `${kills} processes`;
      const why = limit === undefined ? 'for want of memory' : `for it may use no more than ${limit}`;
      return `The kernel killed ${processes} of the container ${name} since it started, ${why}${peak === undefined ? '' : `; the most it had in use was ${peak}`}.`;
    },
    cause: ({ limit, ended }) =>
      limit === undefined && !ended
        ? 'The container has no limit of its own: the host, or a group above it, ran out.'
        : 'What runs in it needs more memory than the container may have, or loses memory.',
    consequence: ({ ended }) =>
      ended
        ? 'It ended with exit code 137 and no word in its own log.'
        : 'Workers, builds or queries in it vanish ("Killed", exit code 137), while the container itself runs on.',
    remedy: ({ name, limit }) =>
      limit === undefined
        ? 'See what takes the memory (docker stats), and give the host or virtual machine more, or bound the greedy one.'
        : `Measure it with docker stats ${name}, then raise the limit (docker update --memory, mem_limit in Compose) or have the program use less.`,
    docs: 'https://docs.docker.com/engine/containers/resource_constraints/',
  }),
  'pids-limit': code<{ readonly name: string; readonly refused: number; readonly limit: number | undefined }>(
    {
      severity: 'warning',
      message: ({ name, refused, limit }) =>
        `The kernel refused the container ${name} a new process ${refused === 1 ? 'once' : `${refused} times`} since it started${limit === undefined ? '' : `: it may have ${limit}`}.`,
      cause: ({ limit }) =>
        limit === undefined
          ? 'A group above it is limited (TasksMax of a slice or service).'
          : 'It has more processes and threads than it was given, or does not clear away those that ended.',
      consequence: () =>
        'Programs in it fail with "Resource temporarily unavailable" or "can\'t start new thread".',
      remedy: ({ name }) =>
        `Look what it runs (docker top ${name}); zombies want docker run --init. Then raise the limit: docker update --pids-limit, pids_limit in Compose.`,
    },
  ),
  'nofile-limit': code<{ readonly name: string; readonly open: number; readonly limit: number }>({
    severity: 'warning',
    message: ({ name, open, limit }) =>
      `The first process of the container ${name} has ${open} files open, and may open ${limit}.`,
    cause: () => 'Its limit (ulimit nofile) is too low for what it does, or it does not close what it opens.',
    consequence: () => 'The next connection or file is refused with "too many open files".',
    remedy: () =>
      'Give the container more (docker run --ulimit nofile=65536:65536, ulimits in Compose), or all of them by "default-ulimits" in daemon.json.',
  }),
};
