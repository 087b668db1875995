import { createTwoFilesPatch } from 'diff';
import type { EditFileStep } from '#core/fix';
import { applyEdit } from '#parse/apply-edit';

/** What an edit changes, as a unified diff of the text that was seen; its secrets were removed where it entered.
 *  `undefined`: the edit cannot be made, and the step will refuse. */
export const editDiff = ({ path, expect, edit }: EditFileStep): string | undefined => {
  const edited = applyEdit(expect, edit);
  if (edited.kind === 'impossible') return undefined;
  return fileDiff(path, expect, edited.text);
};

/** `undefined`: there is no such file. */
export const fileDiff = (path: string, before: string | undefined, after: string | undefined): string => {
  const name = (text: string | undefined): string => (text === undefined ? '/dev/null' : path);
  const patch = createTwoFilesPatch(
    name(before),
    name(after),
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    {
      context: 3,
    },
  );
  // Before the names stands a rule that patch(1) passes over.
  return patch.slice(patch.indexOf('--- ')).trimEnd();
};
