import { defineFault } from '../fault.ts';

/** A data root of its own that is filling and not full: more than 90 %, less than 97 %. */
const filling = (size: string, script: string): string => `
  systemctl stop docker.socket docker.service
  truncate -s ${size} /disk.img; mkfs.ext4 -q -F -m 0 /disk.img; mount -o loop /disk.img /var/lib/docker
  systemctl start docker.socket docker.service
  tar -C / -c bin/busybox | docker import - lab >/dev/null
  used() { df --output=pcent /var/lib/docker | tail -n 1 | tr -dc 0-9; }
  fill() { n=0; while [ "$(used)" -lt 92 ]; do n=$((n + 1)); dd if=/dev/zero of=/var/lib/docker/filler.$n bs=2M count=1 status=none; done; }
  ${script}`;

export default [
  defineFault({
    code: 'disk-logs-unbounded/filling',
    title: 'a container writes its log without a limit, and the disk fills with it',
    inject: async (host) => {
      await host.shell(
        filling(
          '256M',
          `docker run -d --name chatty lab /bin/busybox sh -c 'while :; do echo ${'x'.repeat(200)}; done' >/dev/null
           while [ "$(used)" -lt 92 ]; do sleep 0.2; done; docker pause chatty >/dev/null; docker run -d --name calm lab /bin/busybox sleep 3600 >/dev/null`,
        ),
        [],
        { timeoutMs: 120_000 },
      );
    },
    expect: { roots: ['disk-data-root-full', 'disk-logs-unbounded'] },
  }),
  defineFault({
    code: 'disk-build-cache',
    title: 'builds left more than a gigabyte of cache on a disk that is filling',
    inject: async (host) => {
      await host.shell(
        filling(
          '1400M',
          `mkdir /root/build; printf 'FROM lab\\nRUN ["/bin/busybox", "dd", "if=/dev/zero", "of=/big", "bs=1M", "count=1050"]\\n' >/root/build/Dockerfile
           DOCKER_BUILDKIT=1 docker build --quiet --tag built /root/build; docker rmi built; fill`,
        ),
        [],
        { timeoutMs: 180_000 },
      );
    },
    expect: {
      roots: ['disk-data-root-full'],
      exitCode: 0,
      remarks: ['disk-build-cache'],
      fix: ['disk-data-root-full'],
    },
  }),
];
