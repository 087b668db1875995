import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { FileStat, Identity, ReadableHost } from '#core/host';
import { type DockerConfig, parseDockerConfig } from '#parse/docker-config-json';
import { isJson, repairJson } from '#parse/json-repair';
import { type Malformed, malformed } from '#parse/malformed';
import { type EditableFile, editableFile } from './editable-file.ts';
import { identity } from './identity.ts';

/** The docker client's own configuration, as far as it could be read. */
export interface DockerClientConfig {
  /** `$DOCKER_CONFIG` or `~/.docker`; absent without a home directory. */
  readonly directory?: string;
  readonly path?: string;
  /** Absent where there is no such directory. */
  readonly directoryStat?: FileStat;
  readonly fileStat?: FileStat;
  /** In place of the file there is a directory, with nothing in it. */
  readonly isEmptyDirectory?: true;
  /** What an edit of it has to know, where one can be made. */
  readonly editable?: EditableFile;
  /** It is no JSON, and there is one way alone to make it JSON. */
  readonly isCorrectable?: true;
  readonly content: DockerConfig | Malformed | Unavailable | undefined;
}

export const dockerConfig = defineFact({
  id: 'docker-config',
  summary: "the docker client's config.json and who owns it",
  needs: { identity },
  collect: async (host, { identity }): Promise<DockerClientConfig> => {
    const directory = configDirectory(identity);
    if (directory === undefined) return { content: undefined };
    const path = `${directory}/config.json`;
    const [directoryStat, fileStat, text] = await Promise.all([
      host.stat(directory),
      host.stat(path),
      host.readFile(path),
    ]);
    const editable = isUnavailable(text) ? undefined : await editableFile(host, path, text, identity.uid);
    const isEmpty =
      !isUnavailable(fileStat) && fileStat.type === 'directory' && (await isEmptyAt(host, path));
    return {
      directory,
      path,
      ...(isUnavailable(directoryStat) ? {} : { directoryStat }),
      ...(isUnavailable(fileStat) ? {} : { fileStat }),
      ...(editable === undefined ? {} : { editable }),
      ...(!isUnavailable(text) && !isJson(text) && repairJson(text) !== undefined
        ? { isCorrectable: true }
        : {}),
      ...(isEmpty ? { isEmptyDirectory: true } : {}),
      content: contentOf(text, fileStat),
    };
  },
});

const isEmptyAt = async (host: ReadableHost, path: string): Promise<boolean> => {
  const entries = await host.list(path);
  return !isUnavailable(entries) && entries.length === 0;
};

const contentOf = (
  text: string | Unavailable,
  stat: FileStat | Unavailable,
): DockerClientConfig['content'] => {
  if (!isUnavailable(text)) return parseDockerConfig(text);
  if (!isUnavailable(stat) && stat.type === 'directory')
    return malformed('docker config.json', 'it is a directory');
  return text.reason === 'absent' ? undefined : text;
};

export const configDirectory = ({ environment, home }: Identity): string | undefined => {
  const named = environment['DOCKER_CONFIG'];
  if (named !== undefined && named !== '') return named;
  return home === undefined ? undefined : `${home}/.docker`;
};
