import { defineFix } from '#core/fix';

interface StoppedDaemon {
  readonly pid: number;
  /** `dockerd` or `containerd`. */
  readonly comm: string;
  /** Field 22 of `/proc/PID/stat`, where it was read. */
  readonly startTicks?: number;
}

export const resumeDaemon = defineFix<StoppedDaemon>({
  id: 'resume-daemon',
  title: 'Let the stopped engine process continue',
  risk: 'safe',
  about:
    'Sends SIGCONT to a daemon that was stopped by SIGSTOP or a debugger, after looking once more that the number is still that daemon. Containers and data stay as they are.',
  plan: ({ pid, comm, startTicks }) => ({
    steps: [
      {
        kind: 'signal',
        pid,
        comm,
        ...(startTicks === undefined ? {} : { startTicks }),
        signal: 'CONT',
        privilege: 'root',
        why: `${comm} (process ${pid}) is stopped, so it answers nobody`,
      },
    ],
  }),
});
