import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Journal } from '#core/journal';
import { parseJournal } from '#parse/journal';

const RUN = '20261122T055019Z-3f2a';
const journal: Journal = {
  journalVersion: 1,
  run: RUN,
  tool: '0.1.0',
  startedAt: '2026-11-22T05:50:19.123Z',
  fix: 'remove-stale-pid-file',
  title: 'Remove the stale pid file of the engine',
  phase: { state: 'verified', text: 'Applied.', endedAt: '2026-11-22T05:50:21.000Z' },
  entries: [
    {
      step: 0,
      shows: 'rm /run/docker.pid',
      wayBack: {
        kind: 'acts',
        acts: [
          { argv: ['mv', '-T', '--', '/run/docker.pid.dockmedic', '/run/docker.pid'], privilege: 'root' },
        ],
        evenAfterFailure: false,
        copy: 'root',
      },
      watch: { kind: 'path', path: '/run/docker.pid', wanted: 'absent' },
      before: 'file 0:0 644 sha256 00',
      after: 'absent',
      state: 'done',
    },
    {
      step: 2,
      shows: 'systemctl restart docker',
      wayBack: { kind: 'none', why: 'it cannot be taken back' },
      state: 'open',
    },
  ],
};
const read = (value: unknown) => parseJournal(JSON.stringify(value), RUN);

test('what was written is read', () => {
  expect(read(journal)).toEqual(journal);
});

const [first, second] = journal.entries;

describe('anything else is refused with a reason', () => {
  it.each([
    ['no JSON', '{"journalVersion": 1', 'it is not JSON'],
    ['empty', '', 'it is not JSON'],
    ['null', 'null', 'Expected Object'],
    [
      'a later version',
      JSON.stringify({ ...journal, journalVersion: 2 }),
      'it has version 2; this dockmedic knows',
    ],
    ['nested without end', '['.repeat(200_000), 'nested more than'],
    [
      'of another run',
      JSON.stringify({ ...journal, run: '20261122T055019Z-0000' }),
      'the name of another run',
    ],
    ['an unknown state', JSON.stringify({ ...journal, phase: { state: 'lost' } }), 'phase.state'],
    ['an unknown key', JSON.stringify({ ...journal, hook: 'x' }), 'hook'],
    [
      'an empty command',
      changed({ wayBack: { ...first?.wayBack, acts: [{ argv: [], privilege: 'root' }] } }),
      'argv',
    ],
    ['a NUL', changed({ watch: { kind: 'path', path: '/a\0b' } }), 'NUL'],
    ['entries in disorder', JSON.stringify({ ...journal, entries: [second, first] }), 'not in the order'],
    ['a step twice', JSON.stringify({ ...journal, entries: [first, first] }), 'not in the order'],
    ['too many entries', JSON.stringify({ ...journal, entries: Array(300).fill(first) }), 'entries'],
  ])('%s', (_what, text, words) => {
    expect(parseJournal(text, RUN)).toMatchObject({
      kind: 'malformed',
      detail: expect.stringContaining(words),
    });
  });
});

function changed(more: object): string {
  return JSON.stringify({ ...journal, entries: [{ ...first, ...more }] });
}

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parseJournal(text, RUN)).toMatchObject({ kind: 'malformed' });
    }),
  );
});
