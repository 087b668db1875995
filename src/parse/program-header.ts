/**
 * What a file is by its first bytes, read as text. Only ELF files and scripts with `#!` can be run; what is neither a shell
 * may still take for a script, which no other program does.
 *
 *     \x7fELF…   #!/bin/sh   <!DOCTYPE html>   Not Found
 */
export type ProgramHeader =
  /** `machine`: for which processor, where that is one of the usual. */
  | { readonly kind: 'elf'; readonly machine?: string }
  | { readonly kind: 'script' }
  /** Under WSL a program of Windows is started like any other. */
  | { readonly kind: 'windows' }
  | { readonly kind: 'other'; readonly starts: string };

/** `e_machine` is the 19th byte; one that is no ASCII was lost in the reading of text. */
const MACHINES: Readonly<Record<string, string>> = {
  '>': 'x64',
  '(': 'arm',
  '\u0003': 'ia32',
  '\uFFFD': 'arm64',
};

export const parseProgramHeader = (text: string): ProgramHeader => {
  if (text.startsWith('#!')) return { kind: 'script' };
  if (text.startsWith('MZ')) return { kind: 'windows' };
  if (!text.startsWith('\u007FELF')) return { kind: 'other', starts: text.slice(0, 16).trim() };
  const machine = MACHINES[text[18] ?? ''];
  return machine === undefined ? { kind: 'elf' } : { kind: 'elf', machine };
};
