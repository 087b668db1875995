import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Journal } from '#core/journal';
import { journalFiles } from '#host/local/journal-files';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const RUN = '20261122T055019Z-3f2a';
const journal: Journal = {
  journalVersion: 1,
  run: RUN,
  tool: '0.1.0',
  startedAt: '2026-11-22T05:50:19.000Z',
  fix: 'start-docker',
  title: 'Start the Docker engine',
  phase: { state: 'applying' },
  entries: [],
};
const uid = process.getuid?.() ?? -1;
let count = 0;
const place = (): string => {
  count += 1;
  return join(directory, String(count), 'dockmedic', 'repairs');
};

test("a journal is its owner's alone, whole, and leaves nothing beside it", async () => {
  const path = place();
  const files = journalFiles(path, uid);
  expect(await files.list()).toEqual([]);
  await files.save(journal);
  await files.save({ ...journal, phase: { state: 'verifying' } });
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(join(path, `${RUN}.json`)).mode & 0o777).toBe(0o600);
  expect(readdirSync(path)).toEqual([`${RUN}.json`]);
  expect(JSON.parse(String(await files.read(RUN)))).toMatchObject({ phase: { state: 'verifying' } });
});

test("what a killed run left beside a journal is no journal, and stands in nobody's way", async () => {
  const path = place();
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, `${RUN}.json.new`), '{"half');
  writeFileSync(join(path, 'notes.json'), '{}');
  const files = journalFiles(path, uid);
  expect(await files.list()).toEqual([]);
  await files.save(journal);
  expect(await files.list()).toEqual([RUN]);
});

test('the latest comes first', async () => {
  const files = journalFiles(place(), uid);
  const runs = ['20261122T055019Z-ffff', '20261123T000000Z-0000', '20250101T000000Z-aaaa'];
  for (const run of runs) await files.save({ ...journal, run });
  expect(await files.list()).toEqual([runs[1], runs[0], runs[2]]);
});

test('where it cannot be written, the error says why and the old page stands', async () => {
  const path = place();
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  await expect(journalFiles(path, uid).save(journal)).rejects.toMatchObject({ code: 'EEXIST' });
});

describe('a journal that somebody else could have written is not read', () => {
  const saved = async (): Promise<string> => {
    const path = place();
    await journalFiles(path, uid).save(journal);
    return path;
  };
  const refused = async (path: string, words: string): Promise<void> =>
    expect(await journalFiles(path, uid).read(RUN)).toMatchObject({
      reason: 'denied',
      detail: expect.stringContaining(words),
    });

  test('the file is open to others', async () => {
    const path = await saved();
    chmodSync(join(path, `${RUN}.json`), 0o620);
    await refused(path, 'may write');
  });

  test('the directory is open to others', async () => {
    const path = await saved();
    chmodSync(path, 0o777);
    await refused(path, 'may write');
  });

  test('it is a link', async () => {
    const path = await saved();
    const file = join(path, `${RUN}.json`);
    writeFileSync(join(path, 'elsewhere'), readFileSync(file));
    rmSync(file);
    symlinkSync('elsewhere', file);
    await refused(path, 'symbolic link');
  });

  test.skipIf(uid !== 0)('it belongs to another user', async () => {
    const path = await saved();
    chownSync(join(path, `${RUN}.json`), 1234, 1234);
    await refused(path, 'another user (1234)');
  });
});
