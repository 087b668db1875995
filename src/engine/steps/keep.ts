import type { PlainAct } from '#core/act';
import type { Privilege } from '#core/fix';
import type { Argv, Host } from '#core/host';
import { canBeTakenBack, type JournalEntry } from '#core/journal';
import { cutOff, type Performed, perform } from './act.ts';

/** Where copies go that are needed on the way back: a directory of this repair, for each privilege. */
export type BackupPlaces = Readonly<Record<Privilege, string>>;

export interface Kept {
  /** What makes the copy. It changes nothing but dockmedic's own directory. */
  readonly first: readonly PlainAct[];
  /** What puts it back: at once, so that whoever looks finds it whole or not at all. */
  readonly putBack: readonly PlainAct[];
}

/** A copy with owner, mode, times and extended attributes, and the way back from it. */
export const keepCopy = (path: string, step: number, privilege: Privilege, places: BackupPlaces): Kept => {
  const directory = places[privilege];
  const kept = copyAt(places, privilege, step);
  const beside = besideOf(path);
  return {
    first: [
      { argv: ['install', '-d', '-m', '0700', directory], privilege },
      { argv: ['cp', '-aT', '--', path, kept], privilege },
    ],
    putBack: [
      { argv: ['cp', '-aT', '--remove-destination', '--', kept, beside], privilege },
      { argv: ['mv', '-T', '--', beside, path], privilege },
    ],
  };
};

/** Owners, modes and times alone, of a tree that may be large: no file's content is read, kept or put back. */
export const keepRights = (path: string, step: number, privilege: Privilege, places: BackupPlaces): Kept => {
  const directory = places[privilege];
  const kept = copyAt(places, privilege, step);
  return {
    first: [
      { argv: ['install', '-d', '-m', '0700', directory], privilege },
      { argv: ['cp', '-aT', '--attributes-only', '--', path, kept], privilege },
    ],
    // A link cannot be given another owner by its copy: it is made anew (-f).
    putBack: [{ argv: ['cp', '-afT', '--attributes-only', '--', kept, path], privilege }],
  };
};

export const copyAt = (places: BackupPlaces, privilege: Privilege, step: number): string =>
  `${places[privilege]}/${step + 1}`;

/** Removes the copies that no way back needs any more. One that stays does no harm. */
export const dropCopies = async (
  entries: readonly JournalEntry[],
  places: BackupPlaces,
  host: Host,
): Promise<void> => {
  for (const entry of entries) {
    const privilege = entry.wayBack.kind === 'acts' ? entry.wayBack.copy : undefined;
    if (privilege === undefined || canBeTakenBack(entry)) continue;
    await dropCopy(entry.step, privilege, places, host);
  }
};

/** What was put by for one step, and the directory where it was the last. */
export const dropCopy = async (
  step: number,
  privilege: Privilege,
  places: BackupPlaces,
  host: Host,
): Promise<void> => {
  const remove = (argv: Argv): Promise<Performed> => perform({ argv, privilege }, host).catch(cutOff);
  const copy = copyAt(places, privilege, step);
  await remove(['rm', '-rf', '--', copy, candidateOf(copy)]);
  await remove(['rmdir', '-p', '--ignore-fail-on-non-empty', '--', places[privilege]]);
};

/** The new text of a file, before it takes the file's place. */
export const candidateOf = (copy: string): string => `${copy}.new`;

/** What stands beside a file for the moment in which it is replaced. */
export const besideOf = (path: string): string => `${path}.dockmedic`;
