/**
 * The image from which dockmedic makes a container without pulling anything: a root file system that holds
 * one static program, and nothing else, because an engine makes `/etc`, `/proc`, `/sys` and `/dev` itself.
 */
import { arm64 } from './arm64.ts';
import { assemble, bytesOf, type PlacedRow } from './assemble.ts';
import { elfFile } from './elf.ts';
import { type ProbeTask, probeCode } from './program.ts';
import { tarArchive } from './tar.ts';
import { x64 } from './x64.ts';

export const PROBE_PATH = '/dockmedic-probe';

const MACHINES = { x64, arm64 } as const;

export type ProbeArchitecture = keyof typeof MACHINES;

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

export function probeRootFilesystem(architecture: ProbeArchitecture, task: ProbeTask): Uint8Array {
  const content = probeProgram(architecture, task);
  return tarArchive([{ path: PROBE_PATH.slice(1), mode: 0o755, content }]);
}

export function probeProgram(architecture: ProbeArchitecture, task: ProbeTask): Uint8Array {
  return bytesOf(probeListing(architecture, task));
}

/** The program with the meaning of every byte beside it. */
export function probeListing(architecture: ProbeArchitecture, task: ProbeTask): readonly PlacedRow[] {
  const machine = MACHINES[architecture];
  return assemble(elfFile(machine.elf, probeCode(machine, task)));
}
