import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'container-stuck-removal',
    title: 'docker rm cannot delete the files of a container, which stays behind dead',
    inject: async (host) => {
      await host.shell(`
        systemctl stop docker.socket docker.service
        truncate -s 256M /disk.img; mkfs.ext4 -q -F /disk.img; mount -o loop /disk.img /var/lib/docker
        systemctl start docker.socket docker.service; tar -C / -c bin/busybox | docker import - lab >/dev/null
        id=$(docker create --name held lab /bin/busybox true); touch /var/lib/docker/containers/$id/backup.lock
        chattr +i /var/lib/docker/containers/$id/backup.lock; docker rm held && exit 1; docker ps -a`);
    },
    expect: { roots: ['container-stuck-removal'], exitCode: 0 },
  }),
];
