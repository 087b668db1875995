import { createScanner } from 'jsonc-parser';
import { BOM } from '#parse/text';

/**
 * The smallest edits that turn what people write into what Go's encoding/json reads: the byte order mark off,
 * comments out, trailing commas out, typographic quotes straight. Everything else stays as it was typed. A
 * repair that does not end in valid JSON is no repair; a missing comma or brace is never guessed.
 */
export const repairJson = (text: string): string | undefined => {
  const repaired = dropTrailingCommas(
    dropComments(straightenQuotes(text.startsWith(BOM) ? text.slice(1) : text)),
  );
  return repaired !== text && isJson(repaired) ? repaired : undefined;
};

export const SMART_QUOTES = /[\u201C\u201D\u201E\u201F\u2033\uFF02]/;

export const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Outside of strings between straight quotes only: inside of them a typographic quote is a letter like any other. */
const straightenQuotes = (text: string): string =>
  SMART_QUOTES.test(text)
    ? text.replaceAll(/"(?:[^"\\\n]|\\.)*"|[\u201C\u201D\u201E\u201F\u2033\uFF02]/g, (piece) =>
        piece.length === 1 ? '"' : piece,
      )
    : text;

/** Token kinds of jsonc-parser; its own names for them are a `const enum`, which one-file compilers cannot read. */
const KIND = {
  closeBrace: 2,
  closeBracket: 4,
  comma: 5,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  blank: 15,
  end: 17,
} as const;

interface Token {
  readonly kind: number;
  readonly offset: number;
  readonly length: number;
}

const tokensOf = (text: string): readonly Token[] => {
  const scanner = createScanner(text, false);
  const tokens: Token[] = [];
  for (let kind: number = scanner.scan(); kind !== KIND.end; kind = scanner.scan())
    tokens.push({ kind, offset: scanner.getTokenOffset(), length: scanner.getTokenLength() });
  return tokens;
};

const without = (text: string, tokens: readonly Token[]): string => {
  let end = 0;
  let kept = '';
  for (const token of tokens) {
    kept += text.slice(end, token.offset);
    end = token.offset + token.length;
  }
  return kept + text.slice(end);
};

const isComment = ({ kind }: Token): boolean => kind === KIND.lineComment || kind === KIND.blockComment;

/** A line that held nothing but the comment goes with it; blanks before a comment at a line's end go too. */
const dropComments = (text: string): string => {
  const comments = tokensOf(text).filter(isComment);
  if (comments.length === 0) return text;
  const widened = comments.map(({ kind, offset, length }): Token => {
    const start = text.slice(0, offset).trimEnd().length;
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const from = Math.max(start, lineStart);
    const lineEnd = text.indexOf('\n', offset + length);
    const ownsLine = from === lineStart && text.slice(offset + length, lineEnd).trim() === '' && lineEnd >= 0;
    return { kind, offset: from, length: (ownsLine ? lineEnd + 1 : offset + length) - from };
  });
  return without(text, widened);
};

/** Commas that have nothing but blanks and comments between them and a closing brace or bracket. */
export const trailingCommas = (text: string): readonly Token[] => {
  const solid = tokensOf(text).filter(
    (token) => !isComment(token) && token.kind !== KIND.blank && token.kind !== KIND.lineBreak,
  );
  return solid.filter((token, index) => {
    const next = solid[index + 1]?.kind;
    const closes = next === KIND.closeBrace || next === KIND.closeBracket;
    const before = solid[index - 1]?.kind;
    return token.kind === KIND.comma && closes && before !== KIND.comma;
  });
};

const dropTrailingCommas = (text: string): string => without(text, trailingCommas(text));
