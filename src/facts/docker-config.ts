import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { FileStat, Identity } from '#core/host';
import { type DockerConfig, parseDockerConfig } from '#parse/docker-config-json';
import { type Malformed, malformed } from '#parse/malformed';
import { identity } from './identity.ts';

/** The docker client's own configuration, as far as it could be read. */
export interface DockerClientConfig {
  /** `$DOCKER_CONFIG` or `~/.docker`; absent without a home directory. */
  readonly directory?: string;
  readonly path?: string;
  /** Absent where there is no such directory. */
  readonly directoryStat?: FileStat;
  readonly fileStat?: FileStat;
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
    return {
      directory,
      path,
      ...(isUnavailable(directoryStat) ? {} : { directoryStat }),
      ...(isUnavailable(fileStat) ? {} : { fileStat }),
      content: contentOf(text, fileStat),
    };
  },
});

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
