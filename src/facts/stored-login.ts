import { isUnavailable, type Unavailable } from '#core/answer';
import { isMalformed } from '#parse/malformed';
import { parseLoginRegistry } from '#parse/registry-name';
import type { DockerClientConfig } from './docker-config.ts';

/** Whether this user's docker client keeps a login for a registry. `helper`: a program keeps all logins, and which is not asked;
 *  `unknown`: the configuration was not seen, or another client than docker counts. */
export type StoredLogin = 'stored' | 'none' | 'helper' | 'unknown';

export const storedLogin = (config: DockerClientConfig | Unavailable, registry: string): StoredLogin => {
  if (isUnavailable(config)) return 'unknown';
  const { content } = config;
  if (content === undefined) return 'none';
  if (isUnavailable(content) || isMalformed(content)) return 'unknown';
  const { authRegistries, credHelpers, credsStore } = content;
  const keys = [...authRegistries, ...Object.keys(credHelpers)];
  if (keys.some((key) => isFor(key, registry))) return 'stored';
  return credsStore === undefined ? 'none' : 'helper';
};

/** docker keeps Docker Hub's under the address of its index. */
const isFor = (key: string, registry: string): boolean =>
  registry === 'docker.io'
    ? /^(?:https?:\/\/)?(?:index\.|registry-1\.)?docker\.io(?:\/|$)/.test(key)
    : parseLoginRegistry(key) === registry;
