/** The smallest honest ELF file: one header, two program headers, no sections; the code follows at once. */
import { ascii, type Bytes, littleEndian, type Reference, type Row } from './assemble.ts';

/** `e_machine`, from the ELF registry. */
export type ElfMachine = { readonly id: number; readonly name: string };

const BASE_ADDRESS = 0x40_0000;
/** The largest page of any arm64 kernel; harmless where pages have 4 KiB. */
const LARGEST_PAGE_BYTES = 0x1_0000;
const ELF_HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;

/** `code` must hold the label `start`, where the kernel enters. */
export function elfFile(machine: ElfMachine, code: readonly Row[]): readonly Row[] {
  return [
    ...identification,
    ...header(machine),
    { label: 'program headers' },
    ...loadEverything,
    ...stackWithoutExecution,
    ...code,
    { label: 'end of file' },
  ];
}

const identification: readonly Row[] = [
  [[0x7f, ...ascii('ELF')], 'EI_MAG — this is an ELF file'],
  [[2], 'EI_CLASS: ELFCLASS64'],
  [[1], 'EI_DATA: ELFDATA2LSB — little-endian'],
  [[1], 'EI_VERSION: EV_CURRENT'],
  [[0], 'EI_OSABI: ELFOSABI_NONE — System V'],
  [[0], 'EI_ABIVERSION'],
  [[0, 0, 0, 0, 0, 0, 0], 'EI_PAD'],
];

function header(machine: ElfMachine): readonly Row[] {
  return [
    [half(2), 'e_type: ET_EXEC'],
    [half(machine.id), `e_machine: ${machine.name}`],
    [word(1), 'e_version: EV_CURRENT'],
    [addressOf('start'), 'e_entry — the address of start'],
    [offsetOf('program headers'), 'e_phoff'],
    [double(0), 'e_shoff — no sections'],
    [word(0), 'e_flags'],
    [half(ELF_HEADER_BYTES), 'e_ehsize'],
    [half(PROGRAM_HEADER_BYTES), 'e_phentsize'],
    [half(2), 'e_phnum'],
    [half(0), 'e_shentsize'],
    [half(0), 'e_shnum'],
    [half(0), 'e_shstrndx: SHN_UNDEF'],
  ];
}

const loadEverything: readonly Row[] = [
  [word(1), 'p_type: PT_LOAD — the whole file, headers and all'],
  [word(5), 'p_flags: PF_R | PF_X'],
  [double(0), 'p_offset'],
  [double(BASE_ADDRESS), 'p_vaddr'],
  [double(BASE_ADDRESS), 'p_paddr'],
  [offsetOf('end of file'), 'p_filesz'],
  [offsetOf('end of file'), 'p_memsz'],
  [double(LARGEST_PAGE_BYTES), 'p_align — pages of 4, 16 and 64 KiB'],
];

const stackWithoutExecution: readonly Row[] = [
  [word(0x6474_e551), 'p_type: PT_GNU_STACK — without it some kernels make every page executable'],
  [word(6), 'p_flags: PF_R | PF_W'],
  [double(0), 'p_offset'],
  [double(0), 'p_vaddr'],
  [double(0), 'p_paddr'],
  [double(0), 'p_filesz'],
  [double(0), 'p_memsz'],
  [double(16), 'p_align'],
];

function half(value: number): Bytes {
  return littleEndian(value, 2);
}

function word(value: number): Bytes {
  return littleEndian(value, 4);
}

function double(value: number): Bytes {
  return littleEndian(value, 8);
}

function offsetOf(label: string): Reference {
  return { to: label, length: 8, encode: double };
}

function addressOf(label: string): Reference {
  return { to: label, length: 8, encode: (offset) => double(BASE_ADDRESS + offset) };
}
