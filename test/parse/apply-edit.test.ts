import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdit } from '#parse/apply-edit';

const json = (
  text: string | undefined,
  path: readonly (string | number)[],
  value?: never | string | readonly string[],
) => applyEdit(text, { kind: 'json', members: [{ path, ...(value === undefined ? {} : { value }) }] });

test.each([
  ['two blanks', '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "dns": "x"\n}\n'],
  ['tabs', '{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"dns": "x"\n}\n'],
  ['carriage returns', '{\r\n  "a": 1\r\n}\r\n', '{\r\n  "a": 1,\r\n  "dns": "x"\r\n}\r\n'],
  ['a byte order mark', '\uFEFF{\n  "a": 1\n}\n', '\uFEFF{\n  "a": 1,\n  "dns": "x"\n}\n'],
  ['nothing', '', '{\n  "dns": "x"\n}\n'],
  ['no file', undefined, '{\n  "dns": "x"\n}\n'],
])('a member is added to a text with %s as its author would have', (_what, text, wanted) => {
  expect(json(text, ['dns'], 'x')).toEqual({ kind: 'edited', text: wanted });
});

test('a member is taken out with its comma, and nothing else is touched', () => {
  const text = '{ "a" : [1,2 ],\n   "b":   {"c":1},\n "d": "e" }';
  expect(json(text, ['b'])).toEqual({ kind: 'edited', text: '{ "a" : [1,2 ],\n "d": "e" }' });
});

test('of two members with one name nobody knows which is meant', () => {
  expect(json('{"dns": "a", "dns": "b"}', ['dns'], 'x')).toEqual({
    kind: 'impossible',
    why: 'it names dns more than once',
  });
});

test.each(['{,}', '[1', 'no'])('%j is no JSON to be edited', (text) => {
  expect(json(text, ['dns'], 'x')).toMatchObject({ kind: 'impossible' });
});

test('a list or a plain value takes no member', () => {
  expect(json('[]', ['dns'], 'x')).toMatchObject({ kind: 'impossible' });
});

test('whatever the document, the edit changes that member alone', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z-]{1,8}$/), fc.jsonValue(), { maxKeys: 6 }),
      fc.constantFrom(undefined, 1, 2, 4, '\t'),
      fc.array(fc.ipV4(), { maxLength: 3 }),
      (document, indent, value) => {
        const edited = json(JSON.stringify(document, undefined, indent), ['dns'], value);
        if (edited.kind === 'impossible') throw new Error(edited.why);
        expect(JSON.parse(edited.text)).toEqual({ ...JSON.parse(JSON.stringify(document)), dns: value });
      },
    ),
  );
});

test('whole lines are changed, taken out and added; each has to stand there once', () => {
  const edit = (change: readonly { line: string; becomes?: string }[], append: readonly string[] = []) =>
    applyEdit('# first\na=1\nb=2\nb=2', { kind: 'lines', change, append });

  expect(edit([{ line: 'a=1', becomes: 'a=3' }, { line: '# first' }], ['c=4'])).toEqual({
    kind: 'edited',
    text: 'a=3\nb=2\nb=2\nc=4\n',
  });
  expect(edit([{ line: 'b=2' }])).toEqual({ kind: 'impossible', why: 'the line "b=2" is in it 2 times' });
  expect(edit([{ line: 'x' }])).toEqual({ kind: 'impossible', why: 'the line "x" is not in it' });
});
