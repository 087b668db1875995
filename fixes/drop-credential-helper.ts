import type { JsonMember } from '#core/file-edit';
import { defineFix } from '#core/fix';
import type { EditableFile } from '#facts/editable-file';

interface NamedHelper {
  /** The client's config.json. */
  readonly file: EditableFile;
  /** `docker-credential-desktop`. */
  readonly program: string;
  /** It keeps the passwords of all registries that have no helper of their own. */
  readonly isStore: boolean;
  /** Those that have this helper of their own. */
  readonly registries: readonly string[];
}

export const dropCredentialHelper = defineFix<NamedHelper>({
  id: 'drop-credential-helper',
  title: 'Let the docker client do without a credential helper that does not work',
  risk: 'safe',
  about:
    'Takes the helper out of config.json ("credsStore", "credHelpers"). Docker then keeps passwords in that file itself, encoded in base64, which is no encryption. It deletes no password.',
  plan: ({ file: { path, text, privilege }, program, isStore, registries }) => ({
    steps: [
      {
        kind: 'edit-file',
        path,
        edit: { kind: 'json', members: members(isStore, registries) },
        expect: text,
        privilege,
        why: `the client asks ${program} for each password, and gets none`,
      },
    ],
    endsCheck: true,
    asks: `Without ${program}, docker login writes passwords into ${path}, encoded in base64: whoever can read that file can read them. Is that all right here?`,
    notes: [
      `Passwords that ${program} may keep stay there, and docker does not see them: log in again (docker login).`,
    ],
  }),
});

const members = (isStore: boolean, registries: readonly string[]): readonly JsonMember[] => [
  ...(isStore ? [{ path: ['credsStore'] }] : []),
  ...registries.map((registry) => ({ path: ['credHelpers', registry] })),
];
