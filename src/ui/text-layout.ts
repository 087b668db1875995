// Ink measures and cuts every line that it paints, but a view must know how many lines a sentence takes before
// it is painted, to stay below the height of the terminal. Where this estimate and Ink ever differ, Ink cuts.
const ASCII = /^[\x20-\x7e]*$/;
const NOTHING_WIDE = /^[\x20-\u02ff]*$/;
const ZERO = /^[\p{M}\p{Cf}\p{Cc}]/u;
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\ufe0f|[\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

let segmenter: Intl.Segmenter | undefined;

/** What a person sees as single characters. */
export const characters = (text: string): readonly string[] => {
  if (ASCII.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
};

/** The number of terminal columns that a text takes. */
export const widthOf = (text: string): number => {
  if (ASCII.test(text)) return text.length;
  return characters(text).reduce((sum, character) => sum + characterWidth(character), 0);
};

const characterWidth = (character: string): number => {
  if (NOTHING_WIDE.test(character)) return 1;
  if (WIDE.test(character)) return 2;
  return ZERO.test(character) ? 0 : 1;
};

/** At most `width` columns, with `mark` where something was cut. */
export const truncate = (text: string, width: number, mark: string): string => {
  if (widthOf(text) <= width) return text;
  if (width < widthOf(mark)) return '';
  const [head] = splitAt(characters(text), width - widthOf(mark));
  return `${head.join('').trimEnd()}${mark}`;
};

/** Exactly `width` columns, cut or filled with spaces on the right. */
export const column = (text: string, width: number, mark: string): string => {
  const fitted = truncate(text, width, mark);
  return fitted + ' '.repeat(Math.max(0, width - widthOf(fitted)));
};

/** The text in lines of at most `width` columns, broken between words where that is possible. */
export const wrap = (text: string, width: number): readonly string[] =>
  text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, Math.max(2, width)));

const wrapParagraph = (paragraph: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/(?<=\S)(?=\s)/)) {
    if (widthOf(line + word) <= width) {
      line += word;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    const pieces = broken(line.trim() === '' ? line + word : word.trimStart(), width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line];
};

/** A word cut into pieces of at most `width` columns. */
const broken = (word: string, width: number): readonly string[] => {
  const pieces: string[] = [];
  let rest = characters(word);
  while (widthOf(rest.join('')) > width) {
    const [head, tail] = splitAt(rest, width);
    if (head.length === 0) break;
    pieces.push(head.join(''));
    rest = tail;
  }
  return [...pieces, rest.join('')];
};

const splitAt = (list: readonly string[], width: number): readonly [readonly string[], readonly string[]] => {
  let used = 0;
  let index = 0;
  for (const character of list) {
    used += characterWidth(character);
    if (used > width) break;
    index++;
  }
  return [list.slice(0, index), list.slice(index)];
};
