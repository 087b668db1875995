import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';

/** Runs a container of this host's own busybox and waits until the script inside has said `ready`. */
const run = (host: LabHost, flags: string, script: string): Promise<string> =>
  host.shell(
    `tar -c -C / bin/busybox | docker import - lab >/dev/null
     docker run --detach --name greedy $1 lab /bin/busybox sh -c "$2"
     for n in $(seq 100); do docker logs greedy 2>&1 | grep -q ready && exit; sleep 0.1; done; docker logs greedy; exit 1`,
    [flags, script],
  );

const SLEEP = 'echo ready; while :; do /bin/busybox sleep 1; done';

export default [
  defineFault({
    code: 'oom-killed/child',
    title: 'processes in a container are killed at its memory limit, and it runs on',
    inject: async (host) => {
      await run(host, '--memory=16m', `/bin/busybox sh -c 'a=x; while :; do a=$a$a; done'; ${SLEEP}`);
    },
    expect: { roots: ['oom-killed'], exitCode: 0 },
  }),
  defineFault({
    code: 'pids-limit',
    title: 'a container has as many processes as it may, and forks in vain',
    inject: async (host) => {
      await run(
        host,
        '--pids-limit=12',
        `for n in 1 2 3; do (for m in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do /bin/busybox sleep 3 & done; wait); done; /bin/busybox sleep 4; ${SLEEP}`,
      );
    },
    expect: { roots: ['pids-limit'], exitCode: 0 },
  }),
  defineFault({
    code: 'nofile-limit',
    title: 'a container has all files open that it may; looked at by root, who may see it',
    inject: async (host) => {
      await run(
        host,
        '--ulimit=nofile=20:20',
        `n=3; while [ $n -lt 20 ]; do eval "exec $n</dev/null"; n=$((n + 1)); done; echo ready; exec /bin/busybox sleep 300`,
      );
    },
    on: { user: 'root' },
    expect: { roots: ['nofile-limit'], exitCode: 0 },
  }),
];
