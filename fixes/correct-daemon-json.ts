import type { FileEdit } from '#core/file-edit';
import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

export const correctDaemonJson = defineFix<DaemonJsonTarget>({
  id: 'correct-daemon-json',
  title: 'Correct daemon.json so that the engine takes it',
  risk: 'disruptive',
  about:
    'Corrects all that keeps the engine from starting with its daemon.json, at once: what JSON does not have, misspelt keys, values of the wrong type, keys that this engine does not know or that its command line gives already. It does not touch the unit, and never takes out where the images are kept. What could be meant in two ways is left to a person.',
  plan: (target) => {
    const { correction = NOTHING } = target;
    return daemonJsonPlan(target, correction, 'the engine does not start with this file', {
      notes: takenOut(correction),
    });
  },
});

const NOTHING: FileEdit = { kind: 'json', members: [] };

const takenOut = (edit: FileEdit): readonly string[] => {
  const members = edit.kind === 'json' || edit.kind === 'json-syntax' ? (edit.members ?? []) : [];
  const names = members
    .filter(({ value, renamed }) => value === undefined && renamed === undefined)
    .map(({ path }) => path.join('.'));
  return names.length === 0 ? [] : [`Taken out, because the engine does not take it: ${names.join(', ')}.`];
};
