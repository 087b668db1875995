import { type Malformed, malformed } from '#parse/malformed';
import { compact } from '#parse/text';

/**
 * A security context: the `security.selinux` attribute of a file (it ends with a NUL), or `/proc/<pid>/attr/current`.
 *
 *     system_u:object_r:container_file_t:s0:c12,c345
 */
export interface SelinuxContext {
  readonly user: string;
  readonly role: string;
  readonly type: string;
  /** Sensitivity; absent under a policy without levels. */
  readonly level?: string;
  /** The categories that tell one container's files from another's. */
  readonly categories: readonly string[];
}

export const parseSelinuxContext = (text: string): SelinuxContext | Malformed => {
  const bare = text
    .slice(0, 4096)
    .replace(/[\0\s]+$/, '')
    .trim();
  const [user, role, type, level, ...categories] = bare.split(':');
  const words = [user, role, type];
  if (
    user === undefined ||
    role === undefined ||
    type === undefined ||
    words.some((word) => !/^[\w.-]+$/.test(word ?? ''))
  )
    return malformed('SELinux context', 'not user:role:type');
  return compact({
    user,
    role,
    type,
    level: level || undefined,
    categories: categories
      .join(':')
      .split(',')
      .filter((category) => category !== ''),
  });
};
