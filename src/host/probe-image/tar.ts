/** Writes a ustar archive of a few regular files that comes out the same byte for byte, whoever writes it and when. */
export interface TarFile {
  /** Relative, ASCII, at most 100 characters. */
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
}

const BLOCK_BYTES = 512;

export function tarArchive(files: readonly TarFile[]): Uint8Array {
  const end = Buffer.alloc(2 * BLOCK_BYTES);
  return new Uint8Array(Buffer.concat([...files.flatMap(entry), end]));
}

function entry(file: TarFile): readonly Uint8Array[] {
  const padding = Buffer.alloc(-file.content.length & (BLOCK_BYTES - 1));
  return [header(file), file.content, padding];
}

function header(file: TarFile): Uint8Array {
  const block = headerWithChecksum(file, ' '.repeat(8));
  const sum = block.reduce((total, byte) => total + byte, 0);
  return headerWithChecksum(file, `${octal(sum, 7)} `);
}

/** While the checksum is being counted, its own field holds eight spaces. */
function headerWithChecksum(file: TarFile, checksum: string): Uint8Array {
  const fields = [
    file.path.padEnd(100, '\0'),
    octal(file.mode, 8),
    octal(0, 8), // owner: root
    octal(0, 8), // group: root
    octal(file.content.length, 12),
    octal(0, 12), // modified: 1970, so that no clock gets in
    checksum,
    '0', // a regular file
    '\0'.repeat(100), // no link
    'ustar\0' + '00',
  ];
  return Buffer.from(fields.join('').padEnd(BLOCK_BYTES, '\0'), 'latin1');
}

/** `bytes` counts the closing NUL. */
function octal(value: number, bytes: number): string {
  return `${value.toString(8).padStart(bytes - 1, '0')}\0`;
}
