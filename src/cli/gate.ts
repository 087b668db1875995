import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { oneLine } from '#core/text';
import { ROOT_COPIES } from '#engine/describe-steps';
import type { OpenGate, ShutGate, WriteGate } from '#engine/write-gate';
import { errnoOf } from '#host/errno';
import { type JournalFiles, journalFiles } from '#host/local/journal-files';
import { type Holder, lockHolder, takeLock } from '#host/local/repair-lock';
import { DEFAULT_SETTINGS } from './config.ts';
import { inWords } from './errno-words.ts';
import { readIdentity } from './identity.ts';
import { memoryPlace, withMemory } from './journal-places.ts';
import type { Run } from './run.ts';
import { statePlace } from './state-place.ts';

/** The journals of the user who runs us. `undefined`: there is no home to keep them in. */
export const journalsOf = async (run: Run): Promise<JournalFiles | undefined> => {
  const identity = readIdentity(run.process, {}, DEFAULT_SETTINGS);
  const place = await statePlace(identity);
  if (place === undefined) return undefined;
  const { uid } = identity;
  const memory = await memoryPlace(identity);
  return withMemory(
    journalFiles(join(place, 'repairs'), uid),
    memory === undefined ? undefined : journalFiles(memory, uid),
    uid,
  );
};

/** The gate of this machine. */
export const gateOf = (run: Run): WriteGate => ({
  open: (name) => open(run, name),
  held: async () => {
    const holder = await lockHolder();
    return holder === undefined ? undefined : heldBy(holder === 'somebody' ? undefined : holder);
  },
});

const open = async (run: Run, name: string | undefined): Promise<OpenGate | ShutGate> => {
  const files = await journalsOf(run);
  if (files === undefined) return { kind: 'shut', text: NO_HOME };
  const now = (): string => new Date().toISOString();
  const openedAt = now();
  const id = name ?? newName(openedAt);
  const lock = await takeLock({ pid: run.process.pid, since: openedAt, run: id });
  if (lock.kind === 'held') return { kind: 'shut', text: heldBy(lock.holder) };
  if (lock.kind === 'failed')
    return {
      kind: 'shut',
      text: `the lock that keeps two repairs apart cannot be had: ${inWords(lock.errno)}.`,
    };
  return {
    kind: 'open',
    run: id,
    openedAt,
    tool: run.tool.version,
    places: {
      user: join(files.directory, '..', 'backups', id),
      root: `${ROOT_COPIES}/${id}`,
    },
    save: async (journal) => {
      try {
        await files.save(journal);
      } catch (error) {
        throw new Error(unwritable(files.directory, error));
      }
    },
    now,
    close: () => lock.release(),
  };
};

/** `20261122T055019Z-3f2a`. */
const newName = (at: string): string =>
  `${at.replace(/\.\d+/, '').replace(/[-:]/g, '')}-${randomBytes(2).toString('hex')}`;

const NO_HOME =
  'this user has no home directory, so the journal from which a repair is taken back has no place. Set XDG_STATE_HOME to a directory of yours.';

const unwritable = (directory: string, error: unknown): string =>
  `the journal from which a repair is taken back cannot be written to ${directory}: ${inWords(errnoOf(error) ?? String(error))}. Make room or give yourself the right to write there, or set XDG_STATE_HOME to a directory where you can write.`;

const heldBy = (holder: Holder | undefined): string =>
  holder === undefined
    ? 'another repair runs on this host. Wait until it has ended.'
    : `another repair runs on this host: process ${holder.pid}, since ${oneLine(holder.since)} (${oneLine(holder.run)}). Wait until it has ended.`;
