/**
 * The probe for x64. A system call takes its number in rax and its arguments in rdi, rsi, rdx, r10; it
 * answers in rax (negative: an error) and spoils rcx and r11 alone.
 *
 * A write is not repeated when short: to a pipe the kernel takes 1 KiB whole.
 */

import { NO_RESOLV_CONF, PROBE_FAREWELL, PROBE_GREETING } from '#core/probe-words';
import { type Bytes, littleEndian, type Reference, type Row } from './assemble.ts';
import type { ElfMachine } from './elf.ts';
import { words } from './words.ts';

export const x64Machine: ElfMachine = { id: 62, name: 'EM_X86_64' };

export const x64Code: readonly Row[] = [
  { label: 'start' },
  ...write('greeting', PROBE_GREETING),

  [[0xb8, ...dword(257)], 'mov eax, 257 — openat'],
  [[0xbf, ...dword(-100)], 'mov edi, -100 — AT_FDCWD'],
  [relative([0x48, 0x8d, 0x35], 'path'), 'lea rsi, [rip + path]'],
  [[0x31, 0xd2], 'xor edx, edx — O_RDONLY'],
  [[0x0f, 0x05], 'syscall'],
  [[0x48, 0x85, 0xc0], 'test rax, rax'],
  [relative([0x0f, 0x88], 'missing'), 'js missing — it cannot be opened'],
  [[0x89, 0xc3], 'mov ebx, eax — keep the descriptor'],
  [[0x48, 0x81, 0xec, ...dword(1024)], 'sub rsp, 1024 — a buffer on the stack'],

  { label: 'copy' },
  [[0x31, 0xc0], 'xor eax, eax — read'],
  [[0x89, 0xdf], 'mov edi, ebx — resolv.conf'],
  [[0x48, 0x89, 0xe6], 'mov rsi, rsp — into the buffer'],
  [[0xba, ...dword(1024)], 'mov edx, 1024 — at most'],
  [[0x0f, 0x05], 'syscall'],
  [[0x48, 0x85, 0xc0], 'test rax, rax'],
  [relative([0x0f, 0x8e], 'end'), 'jle end — all read, or an error'],
  [[0x89, 0xc2], 'mov edx, eax — as much as was read'],
  [[0xb8, ...dword(1)], 'mov eax, 1 — write'],
  [[0xbf, ...dword(1)], 'mov edi, 1 — standard output'],
  [[0x0f, 0x05], 'syscall — rsi still points at the buffer'],
  [relative([0xe9], 'copy'), 'jmp copy'],

  { label: 'missing' },
  ...write('no resolv.conf', NO_RESOLV_CONF),

  { label: 'end' },
  ...write('farewell', PROBE_FAREWELL),
  [[0xb8, ...dword(60)], 'mov eax, 60 — exit'],
  [[0x31, 0xff], 'xor edi, edi — success'],
  [[0x0f, 0x05], 'syscall'],

  ...words,
];

function write(label: string, text: string): readonly Row[] {
  return [
    [[0xb8, ...dword(1)], 'mov eax, 1 — write'],
    [[0xbf, ...dword(1)], 'mov edi, 1 — standard output'],
    [relative([0x48, 0x8d, 0x35], label), `lea rsi, [rip + ${label}]`],
    [[0xba, ...dword(text.length)], `mov edx, ${text.length} — its length`],
    [[0x0f, 0x05], 'syscall'],
  ];
}

function dword(value: number): Bytes {
  return littleEndian(value, 4);
}

/** x64 counts a distance from the end of the instruction. */
function relative(opcode: Bytes, to: string): Reference {
  const length = opcode.length + 4;
  return { to, length, encode: (label, row) => [...opcode, ...dword(label - (row + length))] };
}
