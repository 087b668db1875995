import type { FileEdit, JsonMember, LineChange } from '#core/file-edit';
import { editMember } from '#parse/edit-json';
import { isJson, repairJson } from '#parse/json-repair';
import { BOM } from '#parse/text';

export type Edited =
  | { readonly kind: 'edited'; readonly text: string }
  | { readonly kind: 'impossible'; readonly why: string };

/** The text as the edit leaves it; all that the edit does not name stays as it was typed. `undefined`: no such file yet.
 *
 *     {"dns": ["10.0.0.2"]}  with  json dns → [ "10.0.0.3" ]   →   {"dns": ["10.0.0.3"]}
 */
export const applyEdit = (text: string | undefined, edit: FileEdit): Edited => {
  switch (edit.kind) {
    case 'text':
      return { kind: 'edited', text: edit.text };
    case 'json':
      return editJson(text, edit.members);
    case 'json-syntax': {
      const repaired = text === undefined ? undefined : repairJson(text);
      return repaired === undefined
        ? impossible('there is no repair of it that is the only possible one')
        : editJson(repaired, edit.members ?? []);
    }
    case 'lines':
      return editLines(text ?? '', edit.change, edit.append ?? []);
  }
};

const impossible = (why: string): Edited => ({ kind: 'impossible', why });

const editJson = (before: string | undefined, members: readonly JsonMember[]): Edited => {
  const mark = before?.startsWith(BOM) ? BOM : '';
  const bare = before?.slice(mark.length) ?? '';
  const first = bare.trim() === '' ? '{}\n' : bare;
  if (!isJson(first)) return impossible('it is not valid JSON');
  let text = first;
  for (const member of members) {
    const next = tryOne(text, member);
    if (typeof next !== 'string') return next;
    text = next;
  }
  return { kind: 'edited', text: mark + text };
};

const tryOne = (before: string, member: JsonMember): string | Edited => {
  const name = member.path.join('.');
  const { path, renamed } = member;
  const target = renamed === undefined ? path : [...path.slice(0, -1), renamed];
  if (renamed !== undefined && valueAt(before, target) !== undefined)
    return impossible(`it has ${target.join('.')} already`);
  const text = edited(before, member);
  if (text === undefined) return impossible(`what is to be changed is not there or no object: ${name}`);
  const wanted = renamed === undefined ? member.value : valueAt(before, path);
  const isDone = sameJson(valueAt(text, target), wanted);
  const isGone = renamed === undefined || valueAt(text, path) === undefined;
  // Of two members with one name Go takes the last, and the edit meets the first.
  return isDone && isGone ? text : impossible(`it names ${name} more than once`);
};

const edited = (text: string, member: JsonMember): string | undefined => {
  try {
    return editMember(text, member);
  } catch {
    return undefined;
  }
};

const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const valueAt = (text: string, path: JsonMember['path']): unknown => {
  let at: unknown = JSON.parse(text);
  for (const part of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined;
  return at;
};

const editLines = (text: string, changes: readonly LineChange[], append: readonly string[]): Edited => {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const closed = text === '' || text.endsWith('\n') ? text : `${text}${end}`;
  const lines = closed.split(end);
  for (const { line, becomes } of changes) {
    const places = lines.flatMap((one, at) => (one === line ? [at] : []));
    const [place] = places;
    if (place === undefined) return impossible(`the line "${line}" is not in it`);
    if (places.length > 1) return impossible(`the line "${line}" is in it ${places.length} times`);
    lines.splice(place, 1, ...(becomes === undefined ? [] : [becomes]));
  }
  return { kind: 'edited', text: lines.join(end) + append.map((line) => line + end).join('') };
};
