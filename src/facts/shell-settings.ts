import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Identity, ReadableHost } from '#core/host';
import { parseAssignments, type ShellAssignment } from '#parse/shell-assignment';
import { type EditableFile, editableFile } from './editable-file.ts';
import { identity } from './identity.ts';

/** The line that gives this session its DOCKER_HOST. */
export interface ShellSetting extends Pick<ShellAssignment, 'line' | 'lineNumber'> {
  readonly file: EditableFile;
}

// What the shells of a user read at their start; never the files of the system, which are everybody's.
const FILES = [
  '.profile',
  '.bash_profile',
  '.bash_login',
  '.bashrc',
  '.bash_aliases',
  '.zshenv',
  '.zprofile',
  '.zshrc',
  '.zlogin',
  '.config/fish/config.fish',
];

/** `undefined`: DOCKER_HOST is not set, or no line of the user's own, or more than one, sets it to what it is. */
export const shellSettings = defineFact({
  id: 'shell-settings',
  summary: "the line of the user's start-up files that sets DOCKER_HOST",
  needs: { identity },
  collect: async (host, { identity }): Promise<ShellSetting | undefined> => {
    const { home, environment } = identity;
    if (!environment['DOCKER_HOST'] || home === undefined) return undefined;
    const found = (
      await Promise.all(FILES.map((name) => settingsIn(host, `${home}/${name}`, identity)))
    ).flat();
    const [only] = found;
    return found.length === 1 ? only : undefined;
  },
});

const settingsIn = async (
  host: ReadableHost,
  path: string,
  identity: Identity,
): Promise<readonly ShellSetting[]> => {
  const text = await host.readFile(path);
  if (isUnavailable(text)) return [];
  const matching = parseAssignments(text, 'DOCKER_HOST').filter(({ value }) => sets(value, identity));
  if (matching.length === 0) return [];
  const file = await editableFile(host, path, text, identity.uid);
  return file?.privilege === 'user'
    ? matching.map(({ line, lineNumber }) => ({ line, lineNumber, file }))
    : [];
};

/** Whether a shell makes of it what the session has. */
const sets = (value: string, { uid, home, environment }: Identity): boolean =>
  value
    .replaceAll(/\$\{?XDG_RUNTIME_DIR\}?/g, environment['XDG_RUNTIME_DIR'] ?? `/run/user/${uid}`)
    .replaceAll(/\$\{?E?UID\}?|\$\(id -u\)/g, String(uid))
    .replaceAll(/\$\{?HOME\}?/g, home ?? '') === environment['DOCKER_HOST'];
