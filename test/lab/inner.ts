import type { LabHost } from './host.ts';

/** A container of the host's own engine, in which a job runs: the host's programs, a root file system of its own, and no network. */
export const startInner = (host: LabHost, name: string, options: readonly string[] = []): Promise<string> =>
  host.shell(IMAGE, [name, ...options]);

// Nothing can be pulled here; what is not a program of the host is small enough to be copied.
const IMAGE = `
  name=$1; shift
  docker image inspect job >/dev/null 2>&1 || {
    mkdir -p /root/job/tmp /root/job/var/lib /root/job/run /root/job/opt /root/job/usr /root/job/root
    ln -sfn /run /root/job/var/run; chmod 1777 /root/job/tmp
    cp -a /etc /bin /lib /sbin /root/job/
    [ ! -e /lib64 ] || cp -a /lib64 /root/job/
    tar -C /root/job -c . | docker import - job >/dev/null
  }
  docker run --detach --name "$name" --network=none --volume=/usr:/usr:ro --volume=/opt/dockmedic:/opt/dockmedic:ro "$@" \
    job sleep infinity`;
