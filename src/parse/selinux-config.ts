import { compact, linesOf } from '#parse/text';

/**
 * `/etc/selinux/config`: the mode at the next boot; the present one stands in `/sys/fs/selinux/enforce`.
 *
 *     SELINUX=enforcing
 *     SELINUXTYPE=targeted
 */
export interface SelinuxConfig {
  readonly mode?: 'enforcing' | 'permissive' | 'disabled';
  readonly policy?: string;
}

const MODES = ['enforcing', 'permissive', 'disabled'] as const;

export const parseSelinuxConfig = (text: string): SelinuxConfig => {
  const last = (key: string): string | undefined =>
    linesOf(text)
      .flatMap(
        (line) =>
          new RegExp(`^\\s*${key}\\s*=\\s*"?([A-Za-z0-9_-]+)"?\\s*(?:#.*)?$`).exec(
            line.slice(0, 1024),
          )?.[1] ?? [],
      )
      .at(-1);
  const mode = last('SELINUX')?.toLowerCase();
  return compact({ mode: MODES.find((known) => known === mode), policy: last('SELINUXTYPE') });
};
