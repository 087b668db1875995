/**
 * arm64. A system call takes its number in x8 and its arguments in x0 to x3; it answers in x0 and leaves the other
 * registers alone. Every instruction is one little-endian word.
 */
import { type Bytes, littleEndian, type Reference, type Row } from './assemble.ts';
import {
  describePlace,
  type Machine,
  type Register,
  type Relation,
  type SystemCall,
} from './instructions.ts';

const REGISTERS: Readonly<Record<Register, number>> = {
  answer: 0,
  poll: 19,
  address: 20,
  at: 21,
  count: 22,
  listener: 23,
  open: 24,
  rounds: 25,
  result: 26,
  byte: 9,
  other: 10,
  from: 11,
  to: 12,
  left: 13,
};

const TEN = 14;
const NUMBER_OF_CALL = 8;

const CALLS: Readonly<Record<SystemCall, number>> = {
  read: 63,
  write: 64,
  openat: 56,
  socket: 198,
  connect: 203,
  accept4: 242,
  bind: 200,
  listen: 201,
  ppoll: 73,
  exit: 93,
};

const CONDITIONS: Readonly<Record<Relation, readonly [bits: number, name: string]>> = {
  '=': [0x0, 'b.eq'],
  '≠': [0x1, 'b.ne'],
  '<': [0xb, 'b.lt'],
  '>': [0xc, 'b.gt'],
  '≤': [0xd, 'b.le'],
};

export const arm64: Machine = {
  elf: { id: 183, name: 'EM_AARCH64' },
  reserve: (bytes) => [[word(0xd140_03ff, [bytes / 4096, 10]), `sub sp, sp, #${bytes / 4096}, lsl #12`]],
  call: (name, ...args) => [
    ...args.flatMap((arg, number): readonly Row[] => {
      if (number > 3) throw new Error(`${name} has more than four arguments`);
      if (typeof arg === 'number') return move(number, arg);
      return typeof arg === 'object' && 'register' in arg
        ? copy(number, REGISTERS[arg.register])
        : point(number, arg);
    }),
    ...move(NUMBER_OF_CALL, CALLS[name]),
    [word(0xd400_0001), `svc #0 — ${name}`],
  ],
  set: (register, value) => move(REGISTERS[register], value),
  copy: (to, from) => copy(REGISTERS[to], REGISTERS[from]),
  point: (register, to) => point(REGISTERS[register], to),
  add: (register, value) => add(REGISTERS[register], REGISTERS[register], value),
  addTo: (register, other) => {
    const [to, from] = [REGISTERS[register], REGISTERS[other]];
    return [[word(0x8b00_0000, [from, 16], [to, 5], [to, 0]), `add x${to}, x${to}, x${from}`]];
  },
  timesTen: (register) => {
    const number = REGISTERS[register];
    return [
      ...move(TEN, 10),
      [word(0x9b00_7c00, [TEN, 16], [number, 5], [number, 0]), `mul x${number}, x${number}, x${TEN}`],
    ];
  },
  upperHalf: (register) => {
    const number = REGISTERS[register];
    return [[word(0xd344_fc00, [number, 5], [number, 0]), `lsr x${number}, x${number}, #4`]];
  },
  lowerHalf: (register) => {
    const number = REGISTERS[register];
    return [[word(0x9240_0c00, [number, 5], [number, 0]), `and x${number}, x${number}, #15`]];
  },
  loadByte: (register, base, offset = 0) => memory(0x3940_0000, 'ldrb w', register, base, offset, 1),
  storeByte: (register, base, offset = 0) => memory(0x3900_0000, 'strb w', register, base, offset, 1),
  load: (register, base, offset = 0) => memory(0xb980_0000, 'ldrsw x', register, base, offset, 4),
  store: (register, base, offset = 0) => memory(0xb900_0000, 'str w', register, base, offset, 4),
  when: (register, is, than, label) => {
    const [bits, name] = CONDITIONS[is];
    return [
      compare(REGISTERS[register], than),
      [branch(0x5400_0000 | bits, 19, label, 5), `${name} ${label}`],
    ];
  },
  jump: (label) => [[branch(0x1400_0000, 26, label, 0), `b ${label}`]],
  visit: (label) => [[branch(0x9400_0000, 26, label, 0), `bl ${label}`]],
  back: () => [[word(0xd65f_03c0), 'ret']],
};

/** One instruction takes sixteen bits of a number; a negative one is written as its complement. */
function move(register: number, value: number): readonly Row[] {
  if (value < 0) return [[word(0x9280_0000, [~value, 5], [register, 0]), `mov x${register}, #${value}`]];
  const [low, high] = [value & 0xffff, value >>> 16];
  const first: Row = [word(0xd280_0000, [low, 5], [register, 0]), `mov x${register}, #${low}`];
  if (high === 0) return [first];
  return [first, [word(0xf2a0_0000, [high, 5], [register, 0]), `movk x${register}, #${high}, lsl #16`]];
}

function copy(to: number, from: number): readonly Row[] {
  return [[word(0xaa00_03e0, [from, 16], [to, 0]), `mov x${to}, x${from}`]];
}

function point(register: number, place: string | { readonly stack: number }): readonly Row[] {
  if (typeof place === 'string') return [[address(register, place), `adr x${register}, ${place}`]];
  const pages = Math.floor(place.stack / 4096);
  return [
    [
      word(0x9140_03e0, [pages, 10], [register, 0]),
      `add x${register}, sp, #${pages}, lsl #12 — ${describePlace(place)}`,
    ],
    ...add(register, register, place.stack % 4096),
  ];
}

function add(to: number, from: number, value: number): readonly Row[] {
  const [opcode, name] = value < 0 ? [0xd100_0000, 'sub'] : [0x9100_0000, 'add'];
  const amount = Math.abs(value);
  return [[word(opcode, [amount, 10], [from, 5], [to, 0]), `${name} x${to}, x${from}, #${amount}`]];
}

function compare(register: number, than: number | Register): Row {
  if (typeof than !== 'number') {
    const other = REGISTERS[than];
    return [word(0xeb00_001f, [other, 16], [register, 5]), `cmp x${register}, x${other}`];
  }
  const opcode = than < 0 ? 0xb100_001f : 0xf100_001f;
  return [word(opcode, [Math.abs(than), 10], [register, 5]), `cmp x${register}, #${than}`];
}

/** The distance counts in units of what is moved. */
function memory(
  opcode: number,
  verb: string,
  register: Register,
  base: Register,
  offset: number,
  unit: number,
): readonly Row[] {
  const [number, at] = [REGISTERS[register], REGISTERS[base]];
  const bytes = word(opcode, [offset / unit, 10], [at, 5], [number, 0]);
  return [[bytes, `${verb}${number}, [x${at}, #${offset}]`]];
}

/** An instruction with its fields, each at its lowest bit. */
function word(instruction: number, ...fields: readonly (readonly [value: number, bit: number])[]): Bytes {
  return littleEndian(
    fields.reduce((sum, [value, bit]) => sum + value * 2 ** bit, instruction),
    4,
  );
}

/** `adr`: the distance in bytes, its two lowest bits at bit 29, the other nineteen at bit 5. */
function address(register: number, to: string): Reference {
  const encode = (label: number, row: number): Bytes => {
    const distance = label - row;
    return word(0x1000_0000, [distance & 3, 29], [(distance >> 2) & 0x7_ffff, 5], [register, 0]);
  };
  return { to, length: 4, encode };
}

/** A branch counts instructions, not bytes; `bits` is how wide its distance is. */
function branch(instruction: number, bits: number, to: string, lowestBit: number): Reference {
  const encode = (label: number, row: number): Bytes =>
    word(instruction, [((label - row) / 4) & (2 ** bits - 1), lowestBit]);
  return { to, length: 4, encode };
}
