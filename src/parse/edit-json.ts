import { type Edit, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import type { JsonMember } from '#core/file-edit';

/** The text with one member set, renamed or taken out, and not a character of the rest changed: what is added is laid out as its
 *  neighbours are. Throws where the path leads through a list or a plain value. */
export const editMember = (text: string, { path, value, renamed }: JsonMember): string => {
  if (renamed !== undefined) return rename(text, path, renamed);
  const [edit] = modify(text, [...path], value, {});
  if (edit === undefined) return text;
  if (value === undefined) return withoutMember(text, edit);
  return text.slice(0, edit.offset) + laidOut(text, edit) + text.slice(edit.offset + edit.length);
};

/** With the first of several members the blanks behind it go, and not those before it: the next one takes its place. */
const withoutMember = (text: string, { offset, length, content }: Edit): string => {
  const end = offset + length;
  const isFirst = text[offset] !== ',' && !/^\s*[}\]]/.test(text.slice(end));
  const start = isFirst ? offset + (/^\s*/.exec(text.slice(offset, end))?.[0].length ?? 0) : offset;
  return text.slice(0, start) + content + text.slice(end);
};

const rename = (text: string, path: JsonMember['path'], name: string): string => {
  const tree = parseTree(text);
  const key = tree && findNodeAtLocation(tree, [...path])?.parent?.children?.[0];
  if (key?.type !== 'string') throw new Error('there is no such member');
  return text.slice(0, key.offset) + JSON.stringify(name) + text.slice(key.offset + key.length);
};

const laidOut = (text: string, edit: Edit): string => {
  const style = styleOf(text);
  const added = /^,?("(?:[^"\\]|\\.)*"): ?(.+)$/s.exec(edit.content);
  if (edit.length > 0 || added === null) return valueText(edit.content, text, edit.offset, style);
  const [, key = '', value = ''] = added;
  const isFirst = !edit.content.startsWith(',');
  const base = isFirst ? `${indentAt(text, edit.offset)}${style.unit}` : indentAt(text, edit.offset);
  const line = `${style.end}${base}${key}: ${pretty(value, base, style)}`;
  if (isFirst) return `${line}${style.end}${indentAt(text, edit.offset)}`;
  return isOnOneLine(text, edit.offset) ? `, ${key}: ${spaced(value)}` : `,${line}`;
};

interface Style {
  readonly unit: string;
  readonly end: string;
}

const styleOf = (text: string): Style => ({
  unit: /^([ \t]+)["[{]/m.exec(text)?.[1] ?? '  ',
  end: text.includes('\r\n') ? '\r\n' : '\n',
});

const pretty = (json: string, base: string, { unit, end }: Style): string =>
  JSON.stringify(JSON.parse(json), undefined, unit).replaceAll('\n', `${end}${base}`);

/** In the place of a value that stood on one line, one line again. */
const valueText = (json: string, text: string, offset: number, style: Style): string =>
  isOnOneLine(text, offset) ? spaced(json) : pretty(json, indentAt(text, offset), style);

const spaced = (json: string): string =>
  JSON.stringify(JSON.parse(json), undefined, 1)
    .replaceAll(/\n\s*/g, ' ')
    .replaceAll(/\[ | \]/g, (at) => at.trim());

/** The blanks at the beginning of the line. */
const indentAt = (text: string, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';

/** The brace that is open there stands on the same line. */
const isOnOneLine = (text: string, offset: number): boolean => {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return line.split('{').length > line.split('}').length;
};
