import { linesOf } from '#parse/text';

/**
 * `/etc/default/docker`, `/etc/sysconfig/docker`: shell-like assignments that systemd or an init script reads.
 * Nothing is evaluated: `$OTHER` and backquotes stay as they are.
 *
 *     # Use DOCKER_OPTS to modify the daemon startup options.
 *     DOCKER_OPTS="--dns 8.8.8.8 --log-opt 'max-size=10m'"
 *     export http_proxy="http://127.0.0.1:3128/"
 */
export interface Assignment {
  readonly name: string;
  /** Without its outer quotes. May hold a secret, such as a proxy's password. */
  readonly value: string;
  readonly line: number;
}

const MAX_LINE = 64 * 1024;

export const parseEtcDefault = (text: string): readonly Assignment[] =>
  joinContinued(linesOf(text)).flatMap(({ line, number }) => {
    const [, name, raw] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(line) ?? [];
    return name === undefined || raw === undefined
      ? []
      : [{ name, value: unquote(raw.trim()), line: number }];
  });

interface NumberedLine {
  readonly line: string;
  readonly number: number;
}

const joinContinued = (lines: readonly string[]): readonly NumberedLine[] => {
  const joined: NumberedLine[] = [];
  let open: NumberedLine | undefined;
  for (const [index, raw] of lines.entries()) {
    const line = (open?.line ?? '') + raw.slice(0, MAX_LINE);
    const number = open?.number ?? index + 1;
    const continues = line.endsWith('\\') && !line.trimStart().startsWith('#') && line.length < MAX_LINE;
    open = continues ? { line: line.slice(0, -1), number } : undefined;
    if (open === undefined) joined.push({ line, number });
  }
  return open === undefined ? joined : [...joined, open];
};

const unquote = (raw: string): string => {
  const [, single, double] = /^(?:'([^']*)'|"((?:[^"\\]|\\.)*)")/s.exec(raw) ?? [];
  if (single !== undefined) return single;
  if (double !== undefined) return double.replaceAll(/\\([\\"$`])/g, '$1');
  return raw.replace(/\s+#.*$/, '');
};

/** The words of a value such as DOCKER_OPTS, quotes respected. */
export const splitWords = (value: string): readonly string[] =>
  [...value.slice(0, MAX_LINE).matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\]|['"\\])+/gs)].map(
    ([word]) =>
      word.replaceAll(
        /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
        (_, single?: string, double?: string, escaped?: string) =>
          single ?? double?.replaceAll(/\\([\\"$`])/g, '$1') ?? escaped ?? '',
      ),
  );
