import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { LineChange } from '#core/file-edit';
import type { Identity, ReadableHost } from '#core/host';
import { type Actrc, parseActrc } from '#parse/actrc';
import { repairActrc } from '#parse/actrc-repair';
import { actInstallation } from './act-installation.ts';
import { type EditableFile, editableFile } from './editable-file.ts';
import { identity } from './identity.ts';
import { platform } from './platform.ts';

/** One of the three files that act takes its options from. */
export interface ActrcFile {
  readonly path: string;
  /** Absent where there is no such file. */
  readonly content?: Actrc | Unavailable;
  /** What an edit of it has to know, where the user can make one. */
  readonly editable?: EditableFile;
  /** What would have act read it as it was meant, as far as there is no doubt. */
  readonly corrections?: readonly LineChange[];
}

/** In the order in which act reads them; an option of a later file wins. */
export const actConfig = defineFact({
  id: 'act-config',
  summary: "act's configuration files (actrc)",
  needs: { actInstallation, identity, platform },
  collect: async (host, { actInstallation, identity, platform }): Promise<readonly ActrcFile[]> =>
    actInstallation === undefined
      ? []
      : Promise.all(pathsOf(identity, platform.os).map((path) => readActrc(host, path, identity.uid))),
});

const pathsOf = ({ home, environment, workingDirectory }: Identity, os: string): readonly string[] => {
  const inHome = os === 'darwin' ? 'Library/Application Support' : '.config';
  const config = environment['XDG_CONFIG_HOME'] || (home === undefined ? undefined : `${home}/${inHome}`);
  return [
    ...new Set([
      ...(config === undefined ? [] : [`${config}/act/actrc`]),
      ...(home === undefined ? [] : [`${home}/.actrc`]),
      `${workingDirectory}/.actrc`,
    ]),
  ];
};

const readActrc = async (host: ReadableHost, path: string, uid: number): Promise<ActrcFile> => {
  const text = await host.readFile(path);
  if (isUnavailable(text)) return text.reason === 'absent' ? { path } : { path, content: text };
  const content = parseActrc(text);
  const editable = await editableFile(host, path, text, uid);
  if (editable?.privilege !== 'user') return { path, content };
  const corrections = content.problems.length === 0 ? [] : repairActrc(text);
  return { path, content, editable, corrections };
};
