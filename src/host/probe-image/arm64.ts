/**
 * The probe for arm64. A system call takes its number in x8 and its arguments in x0 to x3; it answers in x0
 * (negative: an error) and leaves the other registers alone. Every instruction is one little-endian word.
 *
 * A write is not repeated when short: to a pipe the kernel takes 1 KiB whole.
 */

import { NO_RESOLV_CONF, PROBE_FAREWELL, PROBE_GREETING } from '#core/probe-words';
import { type Bytes, littleEndian, type Reference, type Row } from './assemble.ts';
import type { ElfMachine } from './elf.ts';
import { words } from './words.ts';

export const arm64Machine: ElfMachine = { id: 183, name: 'EM_AARCH64' };

export const arm64Code: readonly Row[] = [
  { label: 'start' },
  ...write('greeting', PROBE_GREETING),

  [word(0x9280_0c60), 'mov x0, #-100 — AT_FDCWD'],
  [address('path'), 'adr x1, path'],
  [word(0xd280_0002), 'mov x2, #0 — O_RDONLY'],
  [word(0xd280_0708), 'mov x8, #56 — openat'],
  [word(0xd400_0001), 'svc #0'],
  [branch(0xb7f8_0000, 14, 'missing'), 'tbnz x0, #63, missing — negative: it cannot be opened'],
  [word(0xaa00_03f3), 'mov x19, x0 — keep the descriptor'],
  [word(0xd110_03ff), 'sub sp, sp, #1024 — a buffer on the stack'],

  { label: 'copy' },
  [word(0xaa13_03e0), 'mov x0, x19 — resolv.conf'],
  [word(0x9100_03e1), 'mov x1, sp — into the buffer'],
  [word(0xd280_8002), 'mov x2, #1024 — at most'],
  [word(0xd280_07e8), 'mov x8, #63 — read'],
  [word(0xd400_0001), 'svc #0'],
  [word(0xf100_001f), 'cmp x0, #0'],
  [branch(0x5400_000d, 19, 'end'), 'b.le end — all read, or an error'],
  [word(0xaa00_03e2), 'mov x2, x0 — as much as was read'],
  [word(0xd280_0020), 'mov x0, #1 — standard output'],
  [word(0xd280_0808), 'mov x8, #64 — write'],
  [word(0xd400_0001), 'svc #0 — x1 still points at the buffer'],
  [branch(0x1400_0000, 26, 'copy', 0), 'b copy'],

  { label: 'missing' },
  ...write('no resolv.conf', NO_RESOLV_CONF),

  { label: 'end' },
  ...write('farewell', PROBE_FAREWELL),
  [word(0xd280_0000), 'mov x0, #0 — success'],
  [word(0xd280_0ba8), 'mov x8, #93 — exit'],
  [word(0xd400_0001), 'svc #0'],

  ...words,
];

function write(label: string, text: string): readonly Row[] {
  return [
    [word(0xd280_0020), 'mov x0, #1 — standard output'],
    [address(label), `adr x1, ${label}`],
    [word(0xd280_0002 + text.length * 2 ** 5), `mov x2, #${text.length} — its length`],
    [word(0xd280_0808), 'mov x8, #64 — write'],
    [word(0xd400_0001), 'svc #0'],
  ];
}

function word(instruction: number): Bytes {
  return littleEndian(instruction, 4);
}

/** `adr x1`: the distance in bytes, its two lowest bits at bit 29, the other nineteen at bit 5. */
function address(to: string): Reference {
  const encode = (label: number, row: number): Bytes => {
    const distance = label - row;
    return word(0x1000_0001 | ((distance & 3) << 29) | (((distance >> 2) & 0x7_ffff) << 5));
  };
  return { to, length: 4, encode };
}

/** A branch counts instructions, not bytes; `bits` is how wide its distance is. */
function branch(instruction: number, bits: number, to: string, lowestBit = 5): Reference {
  const encode = (label: number, row: number): Bytes => {
    const distance = ((label - row) / 4) & (2 ** bits - 1);
    return word(instruction | (distance << lowestBit));
  };
  return { to, length: 4, encode };
}
