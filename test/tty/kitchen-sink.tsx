// Shows every view in every state: `npx tsx test/tty/kitchen-sink.tsx [--ascii] [--no-color]`.
// Any key goes on to the next one; with `--list` all are printed one after another at 60, 80 and 120 columns.
import { render, renderToString, useInput } from 'ink';
import { useState } from 'react';
import type { SessionState } from '../../src/ui/state.ts';
import { Screen } from '../../src/ui/views/screen.tsx';
import { fresh, given, type Place, press, shown } from '../ui/support/driven.tsx';
import * as reports from '../ui/support/reports.ts';

type Scene = readonly [name: string, state: SessionState];

const scenes = (place: Place): readonly Scene[] => {
  const started = given(fresh(place), { type: 'examination-started', rows: bare(reports.oneRoot.checks) });
  const root = shown(reports.oneRoot, place);
  const two = press(shown(reports.twoRoots, place), '<down>', '<down>', '<down>', '<down>', '<down>');
  const running = given(
    press(root, 'f', 'y'),
    { type: 'step-changed', step: 0, state: 'done', text: '' },
    { type: 'step-changed', step: 1, state: 'running', text: '' },
    { type: 'output', line: 'Job for docker.service queued' },
    { type: 'output', line: '\u001b[31mred from a program\u001b[0m' },
  );
  return [
    ['first frame', fresh(place)],
    ['all waiting', started],
    [
      'half done',
      given(
        started,
        ...reports.oneRoot.checks.slice(0, 4).map((row) => ({ type: 'row-ended', row }) as const),
      ),
    ],
    ['healthy', shown(reports.healthy, place)],
    ['one root with echoes', root],
    ['two roots', two],
    ['inconclusive', shown(reports.inconclusive, place)],
    ['partial', shown(reports.partial, place)],
    ['hostile', shown(reports.hostile, place)],
    ['hostile detail', press(shown(reports.hostile, place), '<enter>')],
    ['detail of the root', press(root, '<enter>')],
    ['detail of an ok row', press(shown(reports.healthy, place), '<enter>')],
    ['detail of a skipped row', press(shown(reports.healthy, place), '<end>', '<enter>')],
    ['detail of an echo', press(root, '<down>', '<down>', '<enter>')],
    ['detail of a blocked row', press(root, '<down>', '<down>', '<down>', '<enter>')],
    ['detail of a deadline', press(shown(reports.inconclusive, place), '<down>', '<down>', '<enter>')],
    ['no fix known', press(shown(reports.inconclusive, place), '<down>', '<down>', 'f')],
    ['choice of fixes', press(two, 'f')],
    ['plan, safe', press(root, 'f')],
    ['declined', press(root, 'f', 'n')],
    ['plan, destructive', press(two, 'f', '<enter>', 'bui')],
    ['plan, wrong word', press(two, 'f', '<enter>', 'bui', '<enter>')],
    ['plan, disruptive with a diff', press(two, 'f', '<down>', '<enter>')],
    ['plan by hand', press(two, 'f', '<down>', '<down>', '<enter>')],
    ['repair running', running],
    [
      'repair looking again',
      given(running, { type: 'step-changed', step: 1, state: 'done', text: '' }, { type: 'verifying' }),
    ],
    ['repair proved', given(running, { type: 'repaired', record: reports.proved })],
    [
      'repair not proved',
      given(
        running,
        { type: 'step-changed', step: 1, state: 'failed', text: '' },
        { type: 'repaired', record: reports.stillThere },
        { type: 'reported', report: reports.oneRoot },
      ),
    ],
    [
      'list after a repair',
      press(
        given(
          running,
          { type: 'repaired', record: reports.proved },
          { type: 'reported', report: reports.healthy },
        ),
        '<enter>',
      ),
    ],
    ['filter, typing', press(root, '/', 'unver')],
    ['filter, kept', press(root, '/', 'unver', '<enter>')],
    ['filter, nothing', press(root, '/', 'zzz')],
    ['help', press(root, '?')],
    ['looking again', given(root, { type: 'examination-started', rows: bare(reports.oneRoot.checks) })],
    ['last frame', { ...root, closing: true }],
  ];
};

const bare = (rows: SessionState['rows']): SessionState['rows'] =>
  rows.map(({ id, title, category }) => ({ id, title, category }));

const flags = new Set(process.argv.slice(2));
const unicode = !flags.has('--ascii');
const color = !flags.has('--no-color');

const Kitchen = () => {
  const [at, setAt] = useState(0);
  const { columns = 80, rows = 24 } = process.stdout;
  useInput((input) => (input === 'q' ? process.exit(0) : setAt((before) => before + 1)));
  const all = scenes({ columns, rows: rows - 1, unicode });
  const [name, state] = all[at % all.length] ?? (['', fresh()] as const);
  process.stdout.write(`\u001b]0;${name}\u0007`);
  return <Screen key={name} state={state} color={color} />;
};

if (flags.has('--list')) {
  for (const columns of [40, 60, 80, 120]) {
    for (const [name, state] of scenes({ columns, rows: 40, unicode })) {
      const frame = renderToString(<Screen state={state} color={color} />, { columns });
      process.stdout.write(`\n#### ${columns}: ${name}\n${frame}\n`);
    }
  }
} else {
  render(<Kitchen />);
}
