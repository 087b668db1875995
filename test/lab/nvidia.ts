import type { LabHost } from './host.ts';

/** The version of the driver that seems to be loaded. */
const DRIVER = '535.183.01';

export const NVIDIA_CONFIG = '/etc/nvidia-container-runtime/config.toml';

interface NvidiaHost {
  /** What of the toolkit is there besides `nvidia-ctk`: without the hook and the runtime, CDI is the only way. */
  readonly ways: 'hook' | 'cdi';
  /** daemon.json. */
  readonly json?: string;
  /** The toolkit's config.toml. */
  readonly config?: string;
}

export const WITH_RUNTIME =
  '{ "runtimes": { "nvidia": { "args": [], "path": "nvidia-container-runtime" } } }\n';
export const WITH_CDI = '{ "features": { "cdi": true } }\n';

/**
 * What a host with a card of NVIDIA shows to whoever looks without asking the card: the bus, the driver's version, its devices and
 * libraries; and stand-ins for `nvidia-smi` and the programs of the Container Toolkit. There is no card: no container gets one.
 */
export const withNvidia = async (
  host: LabHost,
  { ways, json, config = 'ldconfig = "@/sbin/ldconfig"' }: NvidiaHost,
): Promise<void> => {
  await host.shell(CARD, [DRIVER]);
  await host.write('/usr/bin/nvidia-ctk', CTK);
  await host.write(NVIDIA_CONFIG, `[nvidia-container-cli]\n#no-cgroups = false\n${config}\n`);
  if (ways === 'hook') await host.shell(HOOK);
  if (json !== undefined) await host.write('/etc/docker/daemon.json', json);
  // An engine looks for the hook when it starts.
  await host.shell('chmod 755 /usr/bin/nvidia-ctk; systemctl restart docker.service');
};

const CARD = `
  [ -d /sys/bus/pci/devices ] || { mount -t tmpfs lab /sys/bus; mkdir -p /sys/bus/pci/devices; }
  mount -t tmpfs lab /sys/bus/pci/devices; mkdir /sys/bus/pci/devices/0000:01:00.0
  echo 0x10de >/sys/bus/pci/devices/0000:01:00.0/vendor; echo 0x030000 >/sys/bus/pci/devices/0000:01:00.0/class
  mount -t tmpfs lab /proc/driver; mkdir /proc/driver/nvidia
  echo "NVRM version: NVIDIA UNIX x86_64 Kernel Module  $1  Sun May 12 19:39:15 UTC 2024" >/proc/driver/nvidia/version
  mknod -m 666 /dev/nvidia0 c 195 0; mknod -m 666 /dev/nvidiactl c 195 255
  touch /usr/lib/libnvidia-ml.so.$1 /usr/lib/libcuda.so.$1
  printf '#!/bin/sh\\necho "0, NVIDIA GeForce RTX 3090, %s, GPU-00000000-0000-0000-0000-000000000000"\\n' $1 >/usr/bin/nvidia-smi
  chmod 755 /usr/bin/nvidia-smi`;

const HOOK = `
  printf '#!/bin/sh\\nexec runc "$@"\\n' >/usr/bin/nvidia-container-runtime
  printf '#!/bin/sh\\nexit 0\\n' >/usr/bin/nvidia-container-runtime-hook
  chmod 755 /usr/bin/nvidia-container-runtime /usr/bin/nvidia-container-runtime-hook`;

/** A specification of one card, as `nvidia-ctk cdi generate` writes it, for a driver of that version. */
export const cdiSpec = (version: string): string => `cdiVersion: 0.5.0
kind: nvidia.com/gpu
devices:
  - name: "0"
    containerEdits:
      deviceNodes:
        - path: /dev/nvidia0
containerEdits:
  deviceNodes:
    - path: /dev/nvidiactl
  mounts:
    - hostPath: /usr/lib/libcuda.so.${version}
      containerPath: /usr/lib/libcuda.so.${version}
`;

const CTK = `#!/bin/sh
case "$*" in
  --version) echo 'NVIDIA Container Toolkit CLI version 1.17.8' ;;
  'cdi generate --output='*) cat >"\${3#--output=}" <<'SPEC' ;;
${cdiSpec(DRIVER)}SPEC
  *) exit 64 ;;
esac
`;
