import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';

/** An iptables that finds no table of this name, in the words of the true one on a kernel without the module. */
const withoutTable = async (host: LabHost, table: string): Promise<void> => {
  await host.write(
    '/usr/local/sbin/iptables',
    `#!/bin/sh
case " $* " in *" -t ${table} "*)
  echo "iptables v1.8.9 (legacy): can't initialize iptables table \\\`${table}': Table does not exist (do you need to insmod?)" >&2
  echo 'Perhaps iptables or your kernel needs to be upgraded.' >&2
  exit 3
esac
exec /usr/sbin/iptables "$@"
`,
  );
  await host.shell('chmod +x /usr/local/sbin/iptables');
};

/** Shows every process of the host a kernel that cannot mount overlays: the machine's own cannot be changed here. */
const withoutOverlay = (host: LabHost): Promise<string> =>
  host.shell('grep -v overlay /proc/filesystems >/filesystems; mount --bind /filesystems /proc/filesystems');

export default [
  defineFault({
    code: 'net-iptables-modules-missing/raw',
    title: 'iptables finds no table raw, by a stand-in for it that says so in its words',
    engines: ['28'],
    inject: async (host) => {
      await withoutTable(host, 'raw');
      await host.shell('systemctl restart docker.service');
    },
    expect: { roots: ['net-iptables-modules-missing'] },
  }),
  defineFault({
    code: 'net-iptables-modules-missing/nat',
    title:
      'iptables finds no table nat, by a stand-in for it that says so in its words; looked at by root, who may read the journal',
    engines: 'all',
    inject: async (host) => {
      await withoutTable(host, 'nat');
      await host.inVain('systemctl restart docker.service');
    },
    on: { user: 'root' },
    expect: {
      roots: ['net-iptables-modules-missing'],
      echoes: ['engine-start-failed', 'unit-start-limit'],
    },
  }),
  defineFault({
    code: 'net-kernel-not-rebooted',
    title:
      "modules of another kernel lie in /lib/modules, a /proc/filesystems without overlay is mounted over the kernel's, and iptables finds no table nat, by a stand-in that says so",
    engines: 'all',
    inject: async (host) => {
      await host.shell('mkdir -p /lib/modules/6.99.0-1-amd64');
      await withoutOverlay(host);
      await withoutTable(host, 'nat');
      await host.inVain('systemctl restart docker.service');
    },
    expect: { roots: ['net-kernel-not-rebooted'], echoes: ['unit-start-limit'] },
  }),
  defineFault({
    code: 'kernel-overlay-missing',
    title:
      "a /proc/filesystems without overlay is mounted over the kernel's, its modules have none, and dockerd's data root is where it cannot mount one",
    inject: async (host) => {
      await host.shell('m=/lib/modules/$(uname -r); mkdir -p $m; touch $m/modules.dep $m/modules.builtin');
      await withoutOverlay(host);
      await host.write(
        '/etc/docker/daemon.json',
        '{ "storage-driver": "overlay2", "data-root": "/srv/docker" }\n',
      );
      await host.inVain('systemctl restart docker.service');
    },
    expect: {
      roots: ['kernel-overlay-missing'],
      echoes: ['storage-driver-unsupported', 'unit-start-limit'],
    },
  }),
];
