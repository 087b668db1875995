import { describe, expect, it } from 'vitest';
import {
  type ProbeArchitecture,
  probeArchitecture,
  probeListing,
  probeProgram,
} from '#host/probe-image/probe-image';
import { SAMPLE_TASK } from './sample-task.ts';

describe.each<ProbeArchitecture>(['x64', 'arm64'])('the %s program', (architecture) => {
  it('is, byte for byte, the reviewed one', async () => {
    await expect(listing(architecture)).toMatchFileSnapshot(`golden/${architecture}.txt`);
  });

  it('has no byte without a meaning', () => {
    const described = probeListing(architecture, SAMPLE_TASK).reduce(
      (total, row) => total + row.bytes.length,
      0,
    );
    expect(described).toBe(probeProgram(architecture, SAMPLE_TASK).length);
  });
});

describe('the ELF header', () => {
  it.each([
    { architecture: 'x64', machine: 62 },
    { architecture: 'arm64', machine: 183 },
  ] as const)('reads back on $architecture', ({ architecture, machine }) => {
    const bytes = probeProgram(architecture, SAMPLE_TASK);
    expect(readElf(bytes)).toEqual({
      magic: '7f454c46020101',
      type: 2,
      machine,
      entry: 0x4000b0,
      segments: [
        {
          type: 1,
          flags: 5,
          offset: 0,
          address: 0x400000,
          fileBytes: bytes.length,
          memoryBytes: bytes.length,
          align: 0x10000,
        },
        { type: 0x6474e551, flags: 6, offset: 0, address: 0, fileBytes: 0, memoryBytes: 0, align: 16 },
      ],
    });
  });
});

describe('the name of an architecture', () => {
  it.each([
    ['x86_64', 'x64'],
    ['amd64', 'x64'],
    ['x64', 'x64'],
    ['aarch64', 'arm64'],
    ['arm64', 'arm64'],
    ['armv7l', undefined],
    ['s390x', undefined],
    ['', undefined],
  ])('%j is %s', (name, architecture) => {
    expect(probeArchitecture(name)).toBe(architecture);
  });
});

/** To compare with `objdump -D -b binary -m i386:x86-64` or `-m aarch64`, `--start-address=0xb0`. */
function listing(architecture: ProbeArchitecture): string {
  const program = probeProgram(architecture, SAMPLE_TASK);
  const lines = probeListing(architecture, SAMPLE_TASK).map(({ offset, bytes, meaning }) => {
    const content = hex(program.subarray(offset, offset + bytes.length));
    return `${offset.toString(16).padStart(3, '0')}  ${content.padEnd(40)}  ${meaning}`;
  });
  return `${lines.join('\n')}\n`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function readElf(bytes: Uint8Array) {
  const file = Buffer.from(bytes);
  const wide = (offset: number) => Number(file.readBigUInt64LE(offset));
  const segment = (at: number) => ({
    type: file.readUInt32LE(at),
    flags: file.readUInt32LE(at + 4),
    offset: wide(at + 8),
    address: wide(at + 16),
    fileBytes: wide(at + 32),
    memoryBytes: wide(at + 40),
    align: wide(at + 48),
  });
  const first = wide(32);
  const size = file.readUInt16LE(54);
  return {
    magic: file.toString('hex', 0, 7),
    type: file.readUInt16LE(16),
    machine: file.readUInt16LE(18),
    entry: wide(24),
    segments: Array.from({ length: file.readUInt16LE(56) }, (_, index) => segment(first + index * size)),
  };
}
