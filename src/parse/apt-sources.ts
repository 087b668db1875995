import { linesOf, wordsOf } from '#parse/text';

/** One repository of apt, with the key that it is checked by. */
export interface AptSource {
  readonly uri: string;
  /** Absent where apt's common keys are used. */
  readonly signedBy?: string;
}

/**
 * A file of `/etc/apt/sources.list.d`, in either form:
 *
 *     deb [signed-by=/usr/share/keyrings/nvidia.gpg] https://nvidia.github.io/libnvidia-container/stable/deb/amd64 /
 *
 *     Types: deb
 *     URIs: https://nvidia.github.io/libnvidia-container/stable/deb/amd64
 *     Signed-By: /usr/share/keyrings/nvidia.gpg
 */
export const parseAptSources = (text: string): readonly AptSource[] => {
  const lines = linesOf(text).map((line) => line.slice(0, 4096));
  return [...lines.flatMap(sourceOfLine), ...paragraphsOf(lines).flatMap(sourcesOfParagraph)];
};

const sourceOfLine = (line: string): readonly AptSource[] => {
  const [, options = '', uri] = /^\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)/.exec(line) ?? [];
  if (uri === undefined) return [];
  const [, signedBy] = /(?:^|\s)signed-by=(\S+)/i.exec(options) ?? [];
  return [sourceOf(uri, signedBy)];
};

const sourceOf = (uri: string, signedBy: string | undefined): AptSource => ({
  uri: uri.replace(/\/+$/, ''),
  ...(signedBy === undefined || signedBy === '' ? {} : { signedBy }),
});

const paragraphsOf = (lines: readonly string[]): readonly (readonly string[])[] => {
  const paragraphs: string[][] = [[]];
  for (const line of lines)
    if (line.trim() === '') paragraphs.push([]);
    else paragraphs.at(-1)?.push(line);
  return paragraphs;
};

const sourcesOfParagraph = (lines: readonly string[]): readonly AptSource[] => {
  const field = (name: string): string | undefined =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  if (field('enabled')?.toLowerCase() === 'no') return [];
  return wordsOf(field('uris') ?? '').map((uri) => sourceOf(uri, field('signed-by')));
};
