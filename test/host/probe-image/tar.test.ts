import { buffer } from 'node:stream/consumers';
import { extract, type Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { PROBE_PATH, probeProgram, probeRootFilesystem } from '#host/probe-image/probe-image';
import { tarArchive } from '#host/probe-image/tar';
import { SAMPLE_TASK } from './sample-task.ts';

describe('the root file system', () => {
  it('holds the program, for everyone to execute, and nothing else', async () => {
    const entries = await read(probeRootFilesystem('x64', SAMPLE_TASK));
    expect(entries).toEqual([
      {
        header: expect.objectContaining({
          name: PROBE_PATH.slice(1),
          type: 'file',
          mode: 0o755,
          uid: 0,
          gid: 0,
          mtime: new Date(0),
        }),
        content: Buffer.from(probeProgram('x64', SAMPLE_TASK)),
      },
    ]);
  });

  it('is the same bytes each time', () => {
    expect(probeRootFilesystem('arm64', SAMPLE_TASK)).toEqual(probeRootFilesystem('arm64', SAMPLE_TASK));
  });
});

describe('a tar archive', () => {
  it.each([0, 1, 511, 512, 513])('keeps a file of %i bytes and the one after it', async (size) => {
    const archive = tarArchive([
      { path: 'first', mode: 0o600, content: new Uint8Array(size).fill(7) },
      { path: 'second', mode: 0o644, content: Uint8Array.of(1) },
    ]);
    const entries = await read(archive);
    expect(entries.map(({ header, content }) => [header.name, content.length])).toEqual([
      ['first', size],
      ['second', 1],
    ]);
    expect(archive.length % 512).toBe(0);
  });
});

async function read(archive: Uint8Array): Promise<{ header: Header; content: Buffer }[]> {
  const reader = extract();
  reader.end(Buffer.from(archive));
  const entries: { header: Header; content: Buffer }[] = [];
  for await (const entry of reader) entries.push({ header: entry.header, content: await buffer(entry) });
  return entries;
}
