import { describe, expect, it } from 'vitest';
import { assemble, bytesOf, littleEndian, type Reference, type Row } from '#host/probe-image/assemble';

describe('the assembler', () => {
  it('resolves labels before and behind', () => {
    const rows: Row[] = [
      [jump('ahead'), 'jump ahead'],
      { label: 'back' },
      [[0xaa, 0xbb], 'data'],
      { label: 'ahead' },
      [jump('back'), 'jump back'],
    ];
    expect(assemble(rows)).toEqual([
      { offset: 0, bytes: [4, 0], meaning: 'jump ahead' },
      { offset: 2, bytes: [0xaa, 0xbb], meaning: 'data' },
      { offset: 4, bytes: [2, 4], meaning: 'jump back' },
    ]);
    expect(bytesOf(assemble(rows))).toEqual(Uint8Array.of(4, 0, 0xaa, 0xbb, 2, 4));
  });

  it('refuses a label that is nowhere', () => {
    expect(() => assemble([[jump('nowhere'), 'jump']])).toThrow('"nowhere"');
  });
});

describe('a little-endian number', () => {
  it.each([
    [0x1234, 2, [0x34, 0x12]],
    [-5, 4, [0xfb, 0xff, 0xff, 0xff]],
    [0xd2800020, 4, [0x20, 0x00, 0x80, 0xd2]],
    [0x400000, 8, [0, 0, 0x40, 0, 0, 0, 0, 0]],
  ])('%i in %i bytes', (value, length, bytes) => {
    expect(littleEndian(value, length)).toEqual(bytes);
  });
});

function jump(to: string): Reference {
  return { to, length: 2, encode: (label, row) => [label, row] };
}
