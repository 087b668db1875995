import { defineFault } from '../fault.ts';
import { cdiSpec, NVIDIA_CONFIG, WITH_CDI, WITH_RUNTIME, withNvidia } from '../nvidia.ts';

const REPOSITORY = 'https://nvidia.github.io/libnvidia-container/stable/deb/amd64 /';
const list = (key: string): string => `deb [signed-by=/usr/share/keyrings/${key}.gpg] ${REPOSITORY}\n`;

/** Of an engine that reads CDI, which 20.10 does not. */
const READS_CDI = ['28'] as const;

export default [
  defineFault({
    code: 'gpu-runtime-unknown',
    title:
      'the toolkit was installed, and the engine was not told of its runtime (stand-ins for card and toolkit)',
    inject: (host) => withNvidia(host, { ways: 'hook' }),
    expect: {
      roots: ['gpu-runtime-unknown'],
      exitCode: 0,
      fix: ['gpu-runtime-unknown'],
      after: async (host) => {
        await host.shell('docker run --rm --runtime=nvidia lab-works /bin/busybox true');
      },
    },
  }),
  defineFault({
    code: 'gpu-ldconfig-path',
    title:
      "the toolkit's configuration is that of Ubuntu, whose ldconfig has another name (stand-ins for card and toolkit)",
    inject: (host) =>
      withNvidia(host, { ways: 'hook', json: WITH_RUNTIME, config: 'ldconfig = "@/sbin/ldconfig.real"' }),
    expect: {
      roots: ['gpu-ldconfig-path'],
      fix: ['gpu-ldconfig-path'],
      after: async (host) => {
        await host.shell(`grep -qx 'ldconfig = "@/sbin/ldconfig"' ${NVIDIA_CONFIG}`);
      },
    },
  }),
  defineFault({
    code: 'gpu-no-cgroups-flag',
    title: 'no-cgroups is set for an engine that runs as root (stand-ins for card and toolkit)',
    inject: (host) => withNvidia(host, { ways: 'hook', json: WITH_RUNTIME, config: 'no-cgroups = true' }),
    expect: {
      roots: ['gpu-no-cgroups-flag'],
      fix: ['gpu-no-cgroups-flag'],
      after: async (host) => {
        await host.shell(`grep -qx 'no-cgroups = false' ${NVIDIA_CONFIG}`);
      },
    },
  }),
  defineFault({
    code: 'gpu-cdi-stale',
    title: 'the driver was upgraded after the CDI specification was written (stand-ins for card and toolkit)',
    engines: READS_CDI,
    inject: async (host) => {
      await host.write('/etc/cdi/nvidia.yaml', cdiSpec('535.54.03'));
      await withNvidia(host, { ways: 'cdi', json: WITH_CDI });
    },
    expect: { roots: ['gpu-cdi-stale'], fix: ['gpu-cdi-stale'] },
  }),
  defineFault({
    code: 'gpu-cdi-unresolvable',
    title: "the CDI specification of the toolkit's own service is damaged (stand-ins for card and toolkit)",
    engines: READS_CDI,
    inject: async (host) => {
      await withNvidia(host, { ways: 'cdi', json: WITH_CDI });
      await host.write('/run/cdi/nvidia.yaml', 'kind: [nvidia.com/gpu\n');
      await host.write(
        '/etc/systemd/system/nvidia-cdi-refresh.service',
        '[Service]\nType=oneshot\nExecStart=/usr/bin/nvidia-ctk cdi generate --output=/var/run/cdi/nvidia.yaml\n',
      );
      await host.shell('systemctl daemon-reload');
    },
    expect: { roots: ['gpu-cdi-unresolvable'], fix: ['gpu-cdi-unresolvable'] },
  }),
  defineFault({
    code: 'gpu-apt-signed-by',
    title:
      "a list of the older nvidia-docker stands beside the toolkit's, and apt refuses (stand-ins for card and toolkit)",
    inject: async (host) => {
      await withNvidia(host, { ways: 'hook', json: WITH_RUNTIME });
      await host.write(
        '/etc/apt/sources.list.d/nvidia-container-toolkit.list',
        list('nvidia-container-toolkit-keyring'),
      );
      await host.shell('apt-get indextargets >/dev/null');
      await host.write('/etc/apt/sources.list.d/nvidia-docker.list', list('nvidia-docker'));
      await host.inVain('apt-get indextargets');
    },
    expect: {
      roots: ['gpu-apt-signed-by'],
      exitCode: 0,
      fix: ['gpu-apt-signed-by'],
      after: async (host) => {
        await host.shell('apt-get indextargets >/dev/null');
      },
    },
  }),
];
