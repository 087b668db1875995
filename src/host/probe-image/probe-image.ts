/**
 * The image from which dockmedic makes a container without pulling anything: a root file system that holds
 * one static program, and nothing else, because an engine makes `/etc`, `/proc`, `/sys` and `/dev` itself.
 */
import { arm64Code, arm64Machine } from './arm64.ts';
import { assemble, bytesOf, type PlacedRow } from './assemble.ts';
import { elfFile } from './elf.ts';
import { tarArchive } from './tar.ts';
import { x64Code, x64Machine } from './x64.ts';

export const PROBE_PATH = '/dockmedic-probe';

export type ProbeArchitecture = 'x64' | 'arm64';

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
