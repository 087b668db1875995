import { defineFault, type Fault } from '../fault.ts';

const unsupported = (form: string, title: string, user: string, driver: string): Fault =>
  defineFault({
    code: `storage-driver-unsupported/${form}`,
    title,
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', `{ "storage-driver": "${driver}" }\n`);
      await host.inVain('systemctl restart docker.service');
    },
    on: { user },
    expect: { roots: ['storage-driver-unsupported'], echoes: ['unit-start-limit'] },
  });

const several = (form: string, title: string, user: string, roots: readonly string[], fix = {}): Fault =>
  defineFault({
    code: `storage-several-drivers/${form}`,
    title,
    inject: async (host) => {
      await host.shell(`
        tar -C / -c bin/busybox | docker import - lab >/dev/null; systemctl stop docker.socket docker.service
        mkdir -p /var/lib/docker/overlay/3f1c/root`);
      await host.inVain('systemctl start docker.service');
    },
    on: { user },
    expect: { roots, ...fix },
  });

export default [
  unsupported(
    'zfs',
    'daemon.json names a storage driver that this kernel has no file system for',
    'ada',
    'zfs',
  ),
  unsupported('zfs-by-root', 'the same, looked at by root, who may read the journal', 'root', 'zfs'),
  unsupported(
    'wrong-file-system',
    'daemon.json names a storage driver for another file system than the data root has; looked at by root',
    'root',
    'btrfs',
  ),
  several(
    'by-root',
    'the data root holds layers of two storage drivers, and images of one',
    'root',
    ['storage-several-drivers'],
    { fix: ['storage-several-drivers'] },
  ),
  several('reason-closed', 'the same, looked at by a user who may not read the journal', 'ada', [
    'unit-start-limit',
  ]),
  defineFault({
    code: 'storage-root-not-mounted/empty',
    title: 'the disk of the data root was not mounted at boot, and the engine began an empty one under it',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.socket docker.service
        truncate -s 256M /disk.img; mkfs.ext4 -q -F /disk.img; mkdir -p /srv/data
        echo '/disk.img /srv/data ext4 loop,nofail 0 2' >>/etc/fstab; mount /srv/data; mkdir /srv/data/docker
        mkdir -p /etc/docker; echo '{ "data-root": "/srv/data/docker" }' >/etc/docker/daemon.json
        systemctl start docker.service; tar -C / -c bin/busybox | docker import - lab
        systemctl stop docker.socket docker.service; umount /srv/data; systemctl start docker.socket docker.service
        docker images -q | wc -l | grep -qx 0`);
    },
    expect: { roots: ['storage-root-not-mounted'] },
  }),
];
