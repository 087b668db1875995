import { defineFix } from '#core/fix';
import type { EditableFile } from '#facts/editable-file';

export const correctDockerConfig = defineFix<EditableFile>({
  id: 'correct-docker-config',
  title: "Make the docker client's config.json valid JSON",
  risk: 'safe',
  about:
    'Takes out of config.json what JSON does not have (a comma too many, comments, typographic quotes, a byte order mark), and nothing else. What could be meant in two ways is left to a person.',
  plan: ({ path, text, privilege }) => ({
    steps: [
      {
        kind: 'edit-file',
        path,
        edit: { kind: 'json-syntax' },
        expect: text,
        mode: 0o600,
        privilege,
        why: 'the client goes on without the settings of a file that it cannot read',
      },
    ],
  }),
});
