import { linesOf } from '#parse/text';

/**
 * How Podman understands names without a registry: `registries.conf` and the files of `registries.conf.d`, which may also say
 * what single short names stand for.
 *
 *     unqualified-search-registries = ["docker.io", "quay.io"]
 *     short-name-mode = "enforcing"
 *     [aliases]
 *       "debian" = "docker.io/library/debian"
 */
export interface RegistriesConf {
  /** Absent where the file does not say; a later file replaces what an earlier one said. */
  readonly search?: readonly string[];
  readonly mode?: string;
  readonly aliases: readonly string[];
}

export const parseRegistriesConf = (text: string): RegistriesConf => {
  const lines = linesOf(text).map((line) => withoutComment(line.slice(0, 4096)));
  const top = lines.slice(0, firstHeader(lines)).join('\n');
  const [, list] = /^\s*unqualified-search-registries\s*=\s*\[([^\]]*)\]/m.exec(top) ?? [];
  const [, double, single] = /^\s*short-name-mode\s*=\s*(?:"([^"]*)"|'([^']*)')/m.exec(top) ?? [];
  const mode = double ?? single;
  return {
    ...(list === undefined
      ? {}
      : { search: [...list.matchAll(/["']([^"']+)["']/g)].map(([, one = '']) => one) }),
    ...(mode === undefined || mode === '' ? {} : { mode }),
    aliases: aliasesIn(lines),
  };
};

const HEADER = /^\s*\[/;

const firstHeader = (lines: readonly string[]): number => {
  const index = lines.findIndex((line) => /^\s*\[{1,2}\s*[\w."-]+\s*\]/.test(line));
  return index < 0 ? lines.length : index;
};

/** Names hold no `#`, so that one begins a comment wherever it stands. */
const withoutComment = (line: string): string => line.replace(/#.*$/, '');

const aliasesIn = (lines: readonly string[]): readonly string[] => {
  const start = lines.findIndex((line) => /^\s*\[\s*aliases\s*\]/.test(line));
  if (start < 0) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => HEADER.test(line));
  return rest.slice(0, end < 0 ? rest.length : end).flatMap((line) => {
    const [, double, single, bare, target] =
      /^\s*(?:"([^"]+)"|'([^']+)'|([\w-]+))\s*=\s*["']([^"']*)["']/.exec(line) ?? [];
    const name = double ?? single ?? bare;
    // Without a target an alias of an earlier file is taken back.
    return name === undefined || target === '' ? [] : [name];
  });
};
