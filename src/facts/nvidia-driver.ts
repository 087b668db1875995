import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { isMalformed } from '#parse/malformed';
import { parseNvidiaProcVersion } from '#parse/nvidia-proc-version';
import { type NvidiaGpu, parseNvidiaSmiCsv } from '#parse/nvidia-smi-csv';
import { classifyNvidiaSmiFailure, type NvidiaSmiFailure } from '#parse/nvidia-smi-failure';
import { nvidiaHardware } from './nvidia-hardware.ts';

export interface NvidiaDriver {
  /** Of the kernel module that is loaded; absent when none is. In WSL there is none on this side. */
  readonly moduleVersion?: string;
  /** Versions of the installed libnvidia-ml, by their file names. */
  readonly libraryVersions: readonly string[];
  /** Of `nvidiactl`, `nvidia0` and `nvidia-uvm`, those under /dev. */
  readonly deviceNodes: readonly string[];
  /** The free driver has the GPU. */
  readonly isNouveauLoaded: boolean;
  /** /dev/char has links to the devices, without which systemd forgets their rules. */
  readonly hasCharacterLinks: boolean;
  /** Asked only when the driver is loaded. */
  readonly smi?: NvidiaSmi | Unavailable;
}

export interface NvidiaSmi {
  readonly gpus: readonly NvidiaGpu[];
  /** `other`: it failed with words that we do not know. */
  readonly failure?: NvidiaSmiFailure | 'other';
  readonly words?: string;
}

const LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu/nvidia/current',
  '/usr/lib/aarch64-linux-gnu/nvidia/current',
  '/usr/lib64',
  '/usr/lib',
  '/run/opengl-driver/lib',
];
const NODES = ['nvidiactl', 'nvidia0', 'nvidia-uvm'];
const SMI_TIMEOUT_MS = 5000;

/** `undefined`: there is no NVIDIA GPU. */
export const nvidiaDriver = defineFact({
  id: 'nvidia-driver',
  summary: 'the NVIDIA driver: kernel module, libraries, devices, nvidia-smi',
  needs: { nvidiaHardware },
  timeoutMs: SMI_TIMEOUT_MS + 1000,
  collect: async (host, { nvidiaHardware }): Promise<NvidiaDriver | undefined> => {
    if (nvidiaHardware === undefined) return undefined;
    const isWsl = nvidiaHardware.kind === 'wsl';
    const [moduleVersion, libraries, nodes, nouveau, link] = await Promise.all([
      moduleVersionOf(host),
      Promise.all(LIBRARIES.map((path) => host.list(path))),
      Promise.all(NODES.map((name) => host.stat(`/dev/${name}`))),
      host.stat('/sys/module/nouveau'),
      host.lstat('/dev/char/195:255'),
    ]);
    const isLoaded = moduleVersion !== undefined || isWsl;
    const smi = isLoaded
      ? await askSmi(host, isWsl ? '/usr/lib/wsl/lib/nvidia-smi' : 'nvidia-smi')
      : undefined;
    return {
      ...(moduleVersion === undefined ? {} : { moduleVersion }),
      libraryVersions: [
        ...new Set(libraries.flatMap((names) => (ifAvailable(names) ?? []).flatMap(versionOf))),
      ],
      deviceNodes: NODES.filter((_name, index) => !isUnavailable(nodes[index])),
      isNouveauLoaded: !isUnavailable(nouveau),
      hasCharacterLinks: !isUnavailable(link),
      ...(smi === undefined ? {} : { smi }),
    };
  },
});

const moduleVersionOf = async (host: ReadableHost): Promise<string | undefined> => {
  const [long, short] = await Promise.all([
    host.readFile('/proc/driver/nvidia/version'),
    host.readFile('/sys/module/nvidia/version'),
  ]);
  const parsed = isUnavailable(long) ? undefined : parseNvidiaProcVersion(long);
  if (parsed !== undefined && !isMalformed(parsed)) return parsed.version;
  return ifAvailable(short)?.trim() || undefined;
};

const versionOf = (name: string): readonly string[] =>
  /^libnvidia-ml\.so\.(\d+\.\d+(?:\.\d+)?)$/.exec(name)?.slice(1) ?? [];

const askSmi = async (host: ReadableHost, program: string): Promise<NvidiaSmi | Unavailable> => {
  const output = await host.query(
    [program, '--query-gpu=index,name,driver_version,uuid', '--format=csv,noheader'],
    { timeoutMs: SMI_TIMEOUT_MS },
  );
  if (isUnavailable(output)) return output;
  const words = `${output.stdout}\n${output.stderr}`.trim();
  const gpus = parseNvidiaSmiCsv(output.stdout);
  const failure = classifyNvidiaSmiFailure(words) ?? (output.exitCode === 0 ? undefined : 'other');
  return failure === undefined ? { gpus } : { gpus, failure, words };
};
