import { code } from '#core/finding';

const NOT_STARTING = [
  'round-trip-failed',
  'round-trip-unpublished',
  'engine-start-failed',
  'unit-start-limit',
  'storage-driver-unsupported',
  'podman-info-failed',
  'sock-missing',
  'sock-stale-refused',
  'sock-hung',
  'sock-not-engine',
] as const;

/** The sentences of `host/kernel`. */
export const kernelCodes = {
  'net-kernel-not-rebooted': code<{
    readonly release: string;
    readonly others: readonly string[];
    readonly lacking: readonly string[];
  }>({
    severity: 'error',
    message: ({ release, others, lacking }) =>
      `The running kernel ${release} has lost its modules: /lib/modules has those of ${others.join(', ')} alone, and ${lacking.join(', ')} cannot be loaded any more.`,
    cause: () =>
      'A newer kernel was installed, which took the modules of the running one away, and the host was not rebooted since.',
    consequence: () =>
      'Containers or networks fail to start with errors that seem unrelated: "operation not supported" for a veth pair, "no such device" for overlay, "Table does not exist" for iptables.',
    remedy: () =>
      'Reboot the host, so that the new kernel runs. Nothing has to be reinstalled, and modules of another kernel must not be loaded by force.',
    leadsTo: [
      ...NOT_STARTING,
      'kernel-overlay-missing',
      'kernel-veth-missing',
      'net-iptables-modules-missing',
    ],
  }),
  'kernel-overlay-missing': code<{ readonly release: string }>({
    severity: 'error',
    message: ({ release }) =>
      `The kernel ${release} does not know the file system overlay: it is not in /proc/filesystems, and /lib/modules/${release} has no module for it.`,
    cause: () =>
      'The kernel was built without it (a vendor, board or VPS kernel), or the package with the further modules is not installed.',
    consequence: () =>
      'Engines cannot stack the layers of images: they do not start, or fall back to copying whole images (vfs).',
    remedy: () =>
      'Install the package with the further modules of this kernel (on Ubuntu linux-modules-extra, on Fedora and its kin kernel-modules) or a kernel of the distribution, and reboot.',
    leadsTo: [...NOT_STARTING, 'dind-overlay-on-overlay'],
  }),
  'kernel-veth-missing': code<{ readonly release: string; readonly detail: string }>({
    severity: 'error',
    message: ({ release, detail }) =>
      `The kernel ${release} cannot make the network cable of a container (a veth pair): ${detail}.`,
    cause: () => 'The kernel was built without the module veth, or the package that has it is not installed.',
    consequence: () => 'No container with a network of its own starts.',
    remedy: () =>
      'Install the package with the further modules of this kernel or a kernel of the distribution, and reboot. Until then, containers start with --network host or none.',
    leadsTo: NOT_STARTING,
  }),
  'net-iptables-modules-missing': code<{
    readonly table: string;
    readonly release: string;
    /** The engine's or iptables' own words; absent where the files of the kernel alone tell. */
    readonly detail: string | undefined;
  }>({
    severity: 'error',
    message: ({ table, release, detail }) =>
      detail === undefined
        ? `The kernel ${release} has no table "${table}" for iptables, which Docker 28 and newer use for published ports.`
        : `iptables has no table "${table}" on the kernel ${release}: ${detail}.`,
    cause: ({ table }) =>
      `The kernel was built without the module iptable_${table}, or it is not installed: so with kernels of boards, NAS devices and some VPS.`,
    consequence: ({ table }) =>
      table === 'raw'
        ? 'Containers that publish a port do not start ("Unable to enable DIRECT ACCESS FILTERING").'
        : 'The engine cannot set up its firewall, and does not start or gives no container a network.',
    remedy: ({ table }) =>
      `sudo modprobe iptable_${table}; where there is no such module, install the kernel's further modules or have iptables use nftables (sudo update-alternatives --config iptables).${
        table === 'raw'
          ? ' Docker can be told to do without: Environment=DOCKER_INSECURE_NO_IPTABLES_RAW=1 in a drop-in for docker.service, which lets neighbours on the network reach published ports that are bound to 127.0.0.1.'
          : ''
      }`,
    leadsTo: NOT_STARTING,
    docs: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  }),
  'cgroup-v2-old-engine': code<{ readonly version: string | undefined; readonly detail: string | undefined }>(
    {
      severity: 'error',
      message: ({ version, detail }) =>
        detail === undefined
          ? `Docker ${version ?? ''} does not know control groups version 2, which is all that this host has.`
          : `The engine's runtime does not know control groups version 2, which is all that this host has: ${detail}.`,
      cause: () =>
        'The distribution is newer than the engine or its runc: Docker knows version 2 since 20.10, runc since 1.0.',
      consequence: () => 'No container starts.',
      remedy: () =>
        'Upgrade engine, containerd and runc together, from one source; images and volumes stay. Setting the host back to version 1 postpones it only: newer distributions have removed it.',
      leadsTo: ['round-trip-failed', 'engine-too-old', 'seccomp-too-old'],
    },
  ),
  'seccomp-too-old': code<{ readonly program: string; readonly version: string; readonly wanted: string }>({
    severity: 'warning',
    message: ({ program, version, wanted }) =>
      `${program} ${version} refuses system calls that newer images use; ${wanted} is the first that does not.`,
    cause: () =>
      'Its filter answers unknown system calls (clone3, faccessat2) with "operation not permitted" in place of "no such call", after which programs would try the older one.',
    consequence: () =>
      'In images of newer distributions (Debian 12, Ubuntu 22.04, Fedora 35 and later) make, apt, threads and shells fail with "Operation not permitted"; older images work.',
    remedy: () =>
      'Upgrade the engine, containerd and runc. To see that this is it, run the image once with --security-opt seccomp=unconfined, and not for longer.',
  }),
};
