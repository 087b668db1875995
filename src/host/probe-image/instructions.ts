import type { Row } from './assemble.ts';
import type { ElfMachine } from './elf.ts';

/** The few instructions that the probe is written in; each machine has its own bytes for them. */
export interface Machine {
  readonly elf: ElfMachine;
  /** Takes room on the stack, in whole 4 KiB. The kernel hands a program a stack of zeros. */
  reserve(bytes: number): readonly Row[];
  /** A system call. Its answer, negative for an error, is in the register `answer`; it spoils the short-lived ones. */
  call(name: SystemCall, ...args: readonly Operand[]): readonly Row[];
  set(register: Register, value: number): readonly Row[];
  copy(to: Register, from: Register): readonly Row[];
  point(register: Register, to: Place): readonly Row[];
  add(register: Register, value: number): readonly Row[];
  addTo(register: Register, other: Register): readonly Row[];
  timesTen(register: Register): readonly Row[];
  upperHalf(register: Register): readonly Row[];
  lowerHalf(register: Register): readonly Row[];
  loadByte(register: Register, base: Register, offset?: number): readonly Row[];
  storeByte(register: Register, base: Register, offset?: number): readonly Row[];
  /** Four bytes, with their sign. */
  load(register: Register, base: Register, offset?: number): readonly Row[];
  store(register: Register, base: Register, offset?: number): readonly Row[];
  when(register: Register, is: Relation, than: number | Register, label: string): readonly Row[];
  jump(label: string): readonly Row[];
  /** Goes to a subroutine, which calls no other. */
  visit(label: string): readonly Row[];
  back(): readonly Row[];
}

/** The first eight outlast a system call, the last five do not. */
export type Register =
  | 'answer'
  | ('poll' | 'address' | 'at' | 'count' | 'listener' | 'open' | 'rounds' | 'result')
  | ('byte' | 'other' | 'from' | 'to' | 'left');

export type Relation = '=' | '≠' | '<' | '>' | '≤';

/** Something in the file, or on the stack. */
export type Place = string | { readonly stack: number };

export type Operand = number | Place | { readonly register: Register };

export type SystemCall =
  | 'read'
  | 'write'
  | 'openat'
  | 'socket'
  | 'connect'
  | 'accept4'
  | 'bind'
  | 'listen'
  | 'ppoll'
  | 'exit';

export const describePlace = (place: Place): string =>
  typeof place === 'string' ? place : `stack + ${place.stack}`;
