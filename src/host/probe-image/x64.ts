/**
 * x64. A system call takes its number in rax and its arguments in rdi, rsi, rdx, r10; it answers in rax and spoils
 * rcx and r11 alone, so that r8 and r9 outlast it.
 */
import { type Bytes, littleEndian, type Reference, type Row } from './assemble.ts';
import {
  describePlace,
  type Machine,
  type Register,
  type Relation,
  type SystemCall,
} from './instructions.ts';

const REGISTERS: Readonly<Record<Register, readonly [number: number, name: string]>> = {
  answer: [0, 'rax'],
  poll: [3, 'rbx'],
  address: [5, 'rbp'],
  at: [12, 'r12'],
  count: [13, 'r13'],
  listener: [14, 'r14'],
  open: [15, 'r15'],
  rounds: [8, 'r8'],
  result: [9, 'r9'],
  byte: [1, 'rcx'],
  other: [11, 'r11'],
  from: [6, 'rsi'],
  to: [7, 'rdi'],
  left: [2, 'rdx'],
};

const ARGUMENTS = [
  [7, 'rdi'],
  [6, 'rsi'],
  [2, 'rdx'],
  [10, 'r10'],
] as const;

const CALLS: Readonly<Record<SystemCall, number>> = {
  read: 0,
  write: 1,
  openat: 257,
  socket: 41,
  connect: 42,
  accept4: 288,
  bind: 49,
  listen: 50,
  ppoll: 271,
  exit: 60,
};

const JUMPS: Readonly<Record<Relation, readonly [opcode: number, name: string]>> = {
  '=': [0x84, 'je'],
  '≠': [0x85, 'jne'],
  '<': [0x8c, 'jl'],
  '>': [0x8f, 'jg'],
  '≤': [0x8e, 'jle'],
};

export const x64: Machine = {
  elf: { id: 62, name: 'EM_X86_64' },
  reserve: (bytes) => [[[0x48, 0x81, 0xec, ...dword(bytes)], `sub rsp, ${bytes}`]],
  call: (name, ...args) => [
    ...args.flatMap((arg, index): readonly Row[] => {
      const to = ARGUMENTS[index];
      if (to === undefined) throw new Error(`${name} has more than four arguments`);
      if (typeof arg === 'number') return move(to, arg);
      return typeof arg === 'object' && 'register' in arg
        ? copy(to, REGISTERS[arg.register])
        : point(to, arg);
    }),
    ...move(REGISTERS.answer, CALLS[name]),
    [[0x0f, 0x05], `syscall — ${name}`],
  ],
  set: (register, value) => move(REGISTERS[register], value),
  copy: (to, from) => copy(REGISTERS[to], REGISTERS[from]),
  point: (register, to) => point(REGISTERS[register], to),
  add: (register, value) => {
    const [number, name] = REGISTERS[register];
    return [[[rex(0, number), 0x81, direct(0, number), ...dword(value)], `add ${name}, ${value}`]];
  },
  addTo: (register, other) => {
    const [[to, name], [from, fromName]] = [REGISTERS[register], REGISTERS[other]];
    return [[[rex(from, to), 0x01, direct(from, to)], `add ${name}, ${fromName}`]];
  },
  timesTen: (register) => {
    const [number, name] = REGISTERS[register];
    return [[[rex(number, number), 0x6b, direct(number, number), 10], `imul ${name}, ${name}, 10`]];
  },
  upperHalf: (register) => {
    const [number, name] = REGISTERS[register];
    return [[[rex(0, number), 0xc1, direct(5, number), 4], `shr ${name}, 4`]];
  },
  lowerHalf: (register) => {
    const [number, name] = REGISTERS[register];
    return [[[rex(0, number), 0x83, direct(4, number), 15], `and ${name}, 15`]];
  },
  loadByte: (register, base, offset = 0) => memory([0x0f, 0xb6], 'movzx', register, base, offset),
  storeByte: (register, base, offset = 0) => memory([0x88], 'mov byte', register, base, offset, 0x40),
  load: (register, base, offset = 0) => memory([0x63], 'movsxd', register, base, offset),
  store: (register, base, offset = 0) => memory([0x89], 'mov dword', register, base, offset, 0x40),
  when: (register, is, than, label) => {
    const [number, name] = REGISTERS[register];
    const [opcode, jump] = JUMPS[is];
    const compared: Row =
      typeof than === 'number'
        ? [[rex(0, number), 0x81, direct(7, number), ...dword(than)], `cmp ${name}, ${than}`]
        : [
            [rex(REGISTERS[than][0], number), 0x39, direct(REGISTERS[than][0], number)],
            `cmp ${name}, ${REGISTERS[than][1]}`,
          ];
    return [compared, [relative([0x0f, opcode], label), `${jump} ${label}`]];
  },
  jump: (label) => [[relative([0xe9], label), `jmp ${label}`]],
  // A call would move the stack, and with it all that lies there.
  visit: (label) => [
    [[0x4c, 0x8d, 0x15, ...dword(5)], 'lea r10, [rip + 5] — behind the jump'],
    [relative([0xe9], label), `jmp ${label}`],
  ],
  back: () => [[[0x41, 0xff, 0xe2], 'jmp r10']],
};

type Named = readonly [number: number, name: string];

function move([number, name]: Named, value: number): readonly Row[] {
  return [[[rex(0, number), 0xc7, direct(0, number), ...dword(value)], `mov ${name}, ${value}`]];
}

function copy([to, name]: Named, [from, fromName]: Named): readonly Row[] {
  return [[[rex(from, to), 0x89, direct(from, to)], `mov ${name}, ${fromName}`]];
}

function point([number, name]: Named, place: string | { readonly stack: number }): readonly Row[] {
  const meaning = `lea ${name}, [${describePlace(place)}]`;
  const opcode = [rex(number, 0), 0x8d];
  if (typeof place === 'string') return [[relative([...opcode, 0x05 | ((number & 7) << 3)], place), meaning]];
  return [[[...opcode, 0x84 | ((number & 7) << 3), 0x24, ...dword(place.stack)], meaning]];
}

/** A register and what lies at another plus one byte of distance. r12 as a base is written with a byte more. */
function memory(
  opcode: Bytes,
  verb: string,
  register: Register,
  base: Register,
  offset: number,
  prefix = 0x48,
): readonly Row[] {
  const [[number, name], [at, atName]] = [REGISTERS[register], REGISTERS[base]];
  const scaled = (at & 7) === 4 ? [0x24] : [];
  const bytes = [
    ...[rex(number, at, prefix), ...opcode, 0x40 | ((number & 7) << 3) | (at & 7)],
    ...[...scaled, offset],
  ];
  return [[bytes, `${verb} ${name}, [${atName} + ${offset}]`]];
}

/** The prefix that carries the fourth bit of each register's number. */
function rex(register: number, base: number, prefix = 0x48): number {
  return prefix | ((register >> 3) << 2) | (base >> 3);
}

function direct(register: number, base: number): number {
  return 0xc0 | ((register & 7) << 3) | (base & 7);
}

function dword(value: number): Bytes {
  return littleEndian(value, 4);
}

/** x64 counts a distance from the end of the instruction. */
function relative(opcode: Bytes, to: string): Reference {
  const length = opcode.length + 4;
  return { to, length, encode: (label, row) => [...opcode, ...dword(label - (row + length))] };
}
