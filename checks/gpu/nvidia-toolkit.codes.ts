import { code } from '#core/finding';

type Engine = { readonly engine: 'docker' | 'podman' };
type Spec = { readonly path: string; readonly detail: string };

const NO_GPU = (): string => 'Containers that ask for a GPU do not start; all others are not touched.';

const REFRESH =
  'sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml (toolkit 1.18 and newer: sudo systemctl restart nvidia-cdi-refresh.service)';

/** The sentences of `gpu/nvidia-toolkit`. A card that no container is meant to use is common: what is merely not
 *  set up is a warning, what is set up and broken an error. */
export const nvidiaToolkitCodes = {
  'gpu-driver-not-loaded': code<{
    readonly detail: string;
    readonly isNouveau: boolean;
    readonly isWsl: boolean;
  }>({
    severity: 'warning',
    message: ({ detail }) => `There is an NVIDIA GPU, but its driver does not work: ${detail}.`,
    cause: ({ isNouveau, isWsl }) => {
      if (isWsl)
        return 'The driver on the side of Windows is missing or too old, or a Linux driver was installed in WSL.';
      return isNouveau
        ? 'The free driver nouveau has taken the GPU, so the driver of NVIDIA cannot.'
        : 'No driver is installed, its module was not built for this kernel (DKMS), or Secure Boot refused it.';
    },
    consequence: NO_GPU,
    remedy: ({ isWsl }) =>
      isWsl
        ? 'Update the NVIDIA driver in Windows; install none inside WSL.'
        : "Install or rebuild the driver with the distribution's own package, then restart; do not run NVIDIA's .run installer over packages.",
    leadsTo: ['gpu-cdi-unresolvable', 'gpu-cdi-stale'],
  }),
  'gpu-nvml-version-mismatch': code<{ readonly loaded: string; readonly installed: readonly string[] }>({
    severity: 'error',
    message: ({ loaded, installed }) =>
      `The loaded NVIDIA driver is ${loaded}, the installed libraries are ${installed.join(', ') || 'of another version'}.`,
    cause: () => 'The driver was upgraded, often by itself, and the old kernel module is still loaded.',
    consequence: () =>
      'nvidia-smi and every container with a GPU fail with "Driver/library version mismatch".',
    remedy: () =>
      'Restart the machine; then the new module is loaded. Hold the driver packages where this must not happen by itself.',
    leadsTo: ['gpu-cdi-stale', 'gpu-cdi-unresolvable'],
  }),
  'gpu-no-device-driver': code<Engine & { readonly isAbsent: boolean }>({
    severity: 'warning',
    message: ({ isAbsent }) =>
      isAbsent
        ? 'There is an NVIDIA GPU, but the NVIDIA Container Toolkit is not installed.'
        : 'The NVIDIA Container Toolkit is here without its hook, and no CDI specification stands in for it.',
    cause: () =>
      'An engine cannot hand out a GPU by itself: the toolkit puts driver and devices into the container.',
    consequence: ({ engine }) =>
      engine === 'podman'
        ? 'podman run --device nvidia.com/gpu=all fails; all other containers are not touched.'
        : 'docker run --gpus all fails with "could not select device driver"; all other containers are not touched.',
    remedy: ({ engine }) =>
      engine === 'podman'
        ? `If containers are to use the GPU: install nvidia-container-toolkit, then ${REFRESH}`
        : 'If containers are to use the GPU: install nvidia-container-toolkit, then sudo nvidia-ctk runtime configure --runtime=docker and restart Docker.',
    leadsTo: ['gpu-cdi-unresolvable'],
    docs: 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html',
  }),
  'gpu-runtime-unknown': code<{ readonly runtimes: readonly string[] }>({
    severity: 'warning',
    message: ({ runtimes }) =>
      `The toolkit is installed, but Docker does not know the runtime nvidia (it knows ${runtimes.join(', ') || 'none'}), and no CDI specification that it reads stands in for it.`,
    cause: () => 'daemon.json does not name the runtime, or Docker was not restarted since.',
    consequence: () =>
      'runtime: nvidia in Compose and --runtime=nvidia fail with "unknown or invalid runtime name"; --gpus works only if Docker was restarted after the installation.',
    remedy: () =>
      'sudo nvidia-ctk runtime configure --runtime=docker, then restart Docker. Leave default-runtime as it is.',
    docs: 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html#configuring-docker',
  }),
  'gpu-cdi-unresolvable': code<Spec>({
    severity: 'error',
    message: ({ path, detail }) => `No GPU can be taken from the CDI specification ${path}: ${detail}.`,
    cause: () =>
      'The specification was never written, may not be read by this user, is damaged, or names a device twice.',
    consequence: () => 'Containers with --device nvidia.com/gpu=… fail with "unresolvable CDI devices".',
    remedy: () => `Write it anew: ${REFRESH}, and let everybody read it (chmod a+r). Do not edit it by hand.`,
    docs: 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/cdi-support.html',
  }),
  'gpu-cdi-stale': code<Spec>({
    severity: 'error',
    message: ({ path, detail }) => `The CDI specification ${path} is older than the driver: ${detail}.`,
    cause: () => 'The driver was changed after the specification had been written.',
    consequence: () =>
      'Containers with a GPU fail with "no such file or directory" for a library or a device.',
    remedy: ({ path }) =>
      `Write it anew: ${REFRESH}. If ${path} is a leftover beside a fresh one, move it away. Make no links for library versions.`,
    docs: 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/cdi-support.html',
  }),
  'gpu-ldconfig-path': code<{ readonly path: string; readonly ldconfig: string }>({
    severity: 'error',
    message: ({ path, ldconfig }) => `${path} names ${ldconfig}, which does not exist.`,
    cause: () =>
      'The file comes from Ubuntu, where the program is called ldconfig.real, and this is another distribution.',
    consequence: () => 'Containers with a GPU fail with "ldcache error: open failed".',
    remedy: ({ path }) => `Set ldconfig = "@/sbin/ldconfig" in ${path}. Make no link in /sbin.`,
  }),
  'gpu-no-cgroups-flag': code<{ readonly path: string; readonly isRootless: boolean }>({
    severity: 'error',
    message: ({ path, isRootless }) =>
      isRootless
        ? `This engine runs without root, but no-cgroups is not set in ${path}.`
        : `no-cgroups = true is set in ${path}, but this engine runs as root.`,
    cause: ({ isRootless }) =>
      isRootless
        ? 'Without root, the hook may not write the device rules of a cgroup.'
        : 'The setting is meant for engines without root; with it nobody lets the container use the devices.',
    consequence: ({ isRootless }) =>
      isRootless
        ? 'Containers with a GPU fail with "failed to add device rules".'
        : 'nvidia-smi in a container fails with an NVML error.',
    remedy: ({ isRootless, path }) =>
      isRootless
        ? 'Use CDI (--device nvidia.com/gpu=all), which needs no device rules; or set no-cgroups = true, which breaks engines that run as root.'
        : `Set no-cgroups = false in ${path}, and use CDI for engines without root.`,
  }),
  'gpu-apt-signed-by': code<{ readonly uri: string; readonly files: readonly string[] }>({
    severity: 'warning',
    message: ({ uri, files }) => `${files.join(' and ')} name ${uri} with different keys.`,
    cause: () => 'A list of the older nvidia-docker is left beside the one of the toolkit.',
    consequence: () => 'apt refuses every installation with "Conflicting values set for option Signed-By".',
    remedy: ({ files }) =>
      `Move the older list away: ${files.find((file) => file.includes('nvidia-docker')) ?? files[0] ?? ''}`,
    docs: 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/troubleshooting.html',
  }),
  'gpu-nvml-unknown-error': code<{ readonly driver: string }>({
    severity: 'info',
    message: ({ driver }) =>
      `Running containers can lose their GPU after systemctl daemon-reload (cgroup driver ${driver}, GPU by hook).`,
    cause: () =>
      'systemd rewrites the device rules of its cgroups, and knows nothing of what the hook has added.',
    consequence: () =>
      'Then nvidia-smi in such a container fails with "Failed to initialize NVML: Unknown Error".',
    remedy: () =>
      'Create the container anew when it happens; with CDI (--device nvidia.com/gpu=all) it does not.',
    docs: 'https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/troubleshooting.html',
  }),
};
