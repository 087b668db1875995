/**
 * An assembler without mnemonics: rows of bytes with their meaning beside them. It knows one thing that a
 * list of bytes does not, where each label lies, so that no address is written down by hand.
 */
export type Row = LabelRow | ByteRow;
export type LabelRow = { readonly label: string };
export type ByteRow = readonly [content: Bytes | Reference, meaning: string];
export type Bytes = readonly number[];

/** Bytes that depend on where a label lies. Offsets count from the first byte of the file. */
export interface Reference {
  readonly to: string;
  readonly length: number;
  encode(offsetOfLabel: number, offsetOfRow: number): Bytes;
}

export interface PlacedRow {
  readonly offset: number;
  readonly bytes: Bytes;
  readonly meaning: string;
}

export function assemble(rows: readonly Row[]): readonly PlacedRow[] {
  const offsets = offsetsOfLabels(rows);
  const placed: PlacedRow[] = [];
  let offset = 0;
  for (const row of rows) {
    if ('label' in row) continue;
    const [content, meaning] = row;
    const bytes = 'to' in content ? content.encode(offsetOf(content.to, offsets), offset) : content;
    placed.push({ offset, bytes, meaning });
    offset += bytes.length;
  }
  return placed;
}

export function bytesOf(rows: readonly PlacedRow[]): Uint8Array {
  return Uint8Array.from(rows.flatMap((row) => row.bytes));
}

export function littleEndian(value: number, length: number): Bytes {
  return Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) & 0xff);
}

export function ascii(text: string): Bytes {
  return Array.from(text, (character) => character.charCodeAt(0));
}

function offsetsOfLabels(rows: readonly Row[]): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let offset = 0;
  for (const row of rows) {
    if ('label' in row) offsets.set(row.label, offset);
    else offset += row[0].length;
  }
  return offsets;
}

function offsetOf(label: string, offsets: ReadonlyMap<string, number>): number {
  const offset = offsets.get(label);
  if (offset === undefined)
    throw new Error(`The probe program refers to the label "${label}", which it lacks`);
  return offset;
}
