import { type Malformed, malformed } from '#parse/malformed';
import { compact, linesOf, wordsOf } from '#parse/text';

/**
 * `/etc/os-release` (or `/usr/lib/os-release`), shell-like assignments.
 *
 *     PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
 *     VERSION_ID="12"
 *     ID=debian
 */
export interface OsRelease {
  /** `linux` where the file names none, as os-release(5) says. */
  readonly id: string;
  readonly idLike: readonly string[];
  readonly versionId?: string;
  readonly codename?: string;
  readonly name?: string;
  readonly prettyName?: string;
  readonly variantId?: string;
}

export const parseOsRelease = (text: string): OsRelease | Malformed => {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [, key, value] = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line.slice(0, 4096)) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, unquote(value));
  }
  if (values.size === 0) return malformed('os-release', 'no assignment in it');
  const value = (key: string): string | undefined => values.get(key) || undefined;
  return compact({
    id: value('ID') ?? 'linux',
    idLike: wordsOf(value('ID_LIKE') ?? ''),
    versionId: value('VERSION_ID'),
    codename: value('VERSION_CODENAME'),
    name: value('NAME'),
    prettyName: value('PRETTY_NAME'),
    variantId: value('VARIANT_ID'),
  });
};

const unquote = (value: string): string => {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  if (quoted === null) return value;
  const [, quote, inner = ''] = quoted;
  return quote === '"' ? inner.replaceAll(/\\([\\"$`])/g, '$1') : inner;
};
