import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Journal } from '#core/journal';
import { type JournalFiles, journalFiles } from '#host/local/journal-files';
import { memoryPlace, withMemory } from '../../src/cli/journal-places.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dm-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const uid = process.getuid?.() ?? -1;
const RUN = '20261122T055019Z-3f2a';
const journal: Journal = {
  journalVersion: 1,
  run: RUN,
  tool: '0.1.0',
  startedAt: '2026-11-22T05:50:19.000Z',
  fix: 'remove-build-cache',
  title: 'Remove the build cache',
  irreversible: true,
  phase: { state: 'applying' },
  entries: [],
};
let count = 0;
const places = () => {
  count += 1;
  const base = join(directory, String(count));
  mkdirSync(join(base, 'run'), { recursive: true, mode: 0o700 });
  return { disk: join(base, 'state', 'repairs'), memory: join(base, 'run', 'dockmedic', 'repairs') };
};
const failing = (files: JournalFiles, code: string): JournalFiles => ({
  ...files,
  save: async () => {
    throw Object.assign(new Error(code), { code });
  },
});
const open = (code?: string) => {
  const at = places();
  const disk = journalFiles(at.disk, uid);
  const files = withMemory(
    code === undefined ? disk : failing(disk, code),
    journalFiles(at.memory, uid),
    uid,
  );
  return { ...at, files };
};

describe('a clean-up', () => {
  test.each(['ENOSPC', 'EDQUOT', 'EROFS'])('writes its journal to memory at %s', async (code) => {
    const { files, memory } = open(code);
    await files.save(journal);
    await files.save({ ...journal, phase: { state: 'verifying' } });
    expect(readdirSync(memory)).toEqual([`${RUN}.json`]);
    expect(statSync(memory).mode & 0o777).toBe(0o700);
    expect(await files.list()).toEqual([RUN]);
    expect(JSON.parse(String(await files.read(RUN)))).toMatchObject({ phase: { state: 'verifying' } });
  });

  test('is refused where the disk fails otherwise', async () => {
    await expect(open('EACCES').files.save(journal)).rejects.toThrow('EACCES');
  });

  test('is refused where somebody else may write to the place in memory', async () => {
    const { files, memory } = open('ENOSPC');
    mkdirSync(memory, { recursive: true });
    chmodSync(memory, 0o777);
    await expect(files.save(journal)).rejects.toThrow('does not belong to this user alone');
  });

  test('has its journal on the disk where there is room', async () => {
    const { files, disk } = open();
    await files.save(journal);
    expect(readdirSync(disk)).toEqual([`${RUN}.json`]);
    expect(await files.list()).toEqual([RUN]);
  });
});

test('a repair that could be taken back needs its journal on the disk', async () => {
  const { irreversible: _not, ...undoable } = journal;
  await expect(open('ENOSPC').files.save(undoable)).rejects.toThrow('ENOSPC');
  const acts = {
    kind: 'acts',
    acts: [{ argv: ['true'], privilege: 'user' }],
    evenAfterFailure: false,
  } as const;
  const entry = { step: 0, shows: 'x', wayBack: acts, state: 'open' } as const;
  await expect(open('ENOSPC').files.save({ ...journal, entries: [entry] })).rejects.toThrow('ENOSPC');
});

describe('the place in memory', () => {
  const yes = async (): Promise<boolean> => true;

  test("is the user's own runtime directory", async () => {
    const runtime = join(directory, 'runtime');
    mkdirSync(runtime, { mode: 0o700 });
    const user = { uid, environment: { XDG_RUNTIME_DIR: runtime } };
    const expected = uid === 0 ? '/run/dockmedic/repairs' : join(runtime, 'dockmedic', 'repairs');
    expect(await memoryPlace(user, yes)).toBe(expected);
    expect(await memoryPlace(user, async () => false)).toBeUndefined();
  });

  test.skipIf(uid !== 0)('is none that belongs to somebody else, or that others may write to', async () => {
    const runtime = join(directory, 'foreign');
    mkdirSync(runtime, { mode: 0o700 });
    const user = { uid: 4242, environment: { XDG_RUNTIME_DIR: runtime } };
    expect(await memoryPlace(user, yes)).toBeUndefined();
    expect(await memoryPlace({ uid: 4242, environment: {} }, yes)).toBeUndefined();
  });
});
