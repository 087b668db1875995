/**
 * The image from which dockmedic makes a container without pulling anything: a root file system that holds
 * one static program, and nothing else, because an engine makes `/etc`, `/proc`, `/sys` and `/dev` itself.
 */
import { arm64Code, arm64Machine } from './arm64.ts';
import { assemble, bytesOf, type PlacedRow } from './assemble.ts';
import { elfFile } from './elf.ts';
import { tarArchive } from './tar.ts';
import { NO_RESOLV_CONF, PROBE_FAREWELL, PROBE_GREETING } from './words.ts';
import { x64Code, x64Machine } from './x64.ts';

export { PROBE_GREETING };
export const PROBE_PATH = '/dockmedic-probe';

export type ProbeArchitecture = 'x64' | 'arm64';

export interface ProbeOutput {
  /** The program started. */
  readonly greeted: boolean;
  /** It also ran to its end, and nothing of what it wrote was lost. */
  readonly complete: boolean;
  /** What the engine put at `/etc/resolv.conf`; absent when it put nothing there or the output is incomplete. */
  readonly resolvConf: string | undefined;
}

/** Takes the name that an engine, a kernel or Node has for it; `undefined` when there is no program for it. */
export function probeArchitecture(name: string): ProbeArchitecture | undefined {
  switch (name) {
    case 'x86_64':
    case 'amd64':
    case 'x64':
      return 'x64';
    case 'aarch64':
    case 'arm64':
      return 'arm64';
    default:
      return undefined;
  }
}

export function probeRootFilesystem(architecture: ProbeArchitecture): Uint8Array {
  return tarArchive([{ path: PROBE_PATH.slice(1), mode: 0o755, content: probeProgram(architecture) }]);
}

export function probeProgram(architecture: ProbeArchitecture): Uint8Array {
  return bytesOf(probeListing(architecture));
}

/** The program with the meaning of every byte beside it. */
export function probeListing(architecture: ProbeArchitecture): readonly PlacedRow[] {
  switch (architecture) {
    case 'x64':
      return assemble(elfFile(x64Machine, x64Code));
    case 'arm64':
      return assemble(elfFile(arm64Machine, arm64Code));
  }
}

export function readProbeOutput(stdout: string): ProbeOutput {
  if (!stdout.startsWith(PROBE_GREETING)) return { greeted: false, complete: false, resolvConf: undefined };
  const rest = stdout.slice(PROBE_GREETING.length);
  if (!rest.endsWith(PROBE_FAREWELL)) return { greeted: true, complete: false, resolvConf: undefined };
  const copied = rest.slice(0, -PROBE_FAREWELL.length);
  return { greeted: true, complete: true, resolvConf: copied === NO_RESOLV_CONF ? undefined : copied };
}
