import type { LineChange } from '#core/file-edit';
import { defineFix } from '#core/fix';
import type { EditableFile } from '#facts/editable-file';

interface Actrc {
  readonly file: EditableFile;
  readonly change: readonly LineChange[];
}

export const splitActOptions = defineFix<Actrc>({
  id: 'split-act-options',
  title: "Write act's options one to a line",
  risk: 'safe',
  about:
    'Gives each option of an actrc a line of its own, without quotes, and puts comments on lines of theirs, as act reads the file. What could be meant in two ways is left to a person.',
  plan: ({ file: { path, text, privilege }, change }) => ({
    steps: [
      {
        kind: 'edit-file',
        path,
        edit: { kind: 'lines', change },
        expect: text,
        privilege,
        why: 'act splits a line once, at its first blank, and knows no quotes',
      },
    ],
  }),
});
