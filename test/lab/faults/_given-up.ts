import type { LabHost } from '../host.ts';

/** Until systemd has tried often enough to start the engine, whose socket wakes it for whoever looks, and has given up. */
export const untilGivenUp = (host: LabHost): Promise<string> =>
  host.shell(
    `for n in $(seq 300); do
       [ "$(systemctl is-active docker.socket)" = failed ] && exit
       curl -s --max-time 5 --unix-socket /run/docker.sock http://docker/_ping || true
       sleep 0.2
     done
     exit 1`,
    [],
    { timeoutMs: 90_000 },
  );
