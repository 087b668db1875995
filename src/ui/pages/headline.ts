import type { Report } from '#core/report';
import { formatDuration } from '#core/text';
import { summaryText, verdictText } from '#report/words';
import { atMost, EMPTY, type Line, type Paper, paragraph, span, spinner } from '../lines.ts';
import { type Root, rootsOf } from '../select.ts';
import type { SessionState } from '../state.ts';
import { widthOf } from '../text-layout.ts';

/** What is wrong, what to do next, and its command. */
const ROOM = 3;

/** Above everything: what is wrong first, and what to do next. */
export const headline = (state: SessionState, paper: Paper): readonly Line[] => {
  const { report } = state;
  if (report === undefined) return withRoom(progress(state, paper, 'Looking at this host'), ROOM);
  const told = verdict(report, paper);
  return [
    ...(state.looking ? withRoom(progress(state, paper, 'Looking again'), told.length) : told),
    ...cutShort(report, paper),
    ...lastRepair(state, paper),
    ...leftOpen(state, paper),
  ];
};

/** Keeps the place of what will stand here, so that the rows below stay where they are. */
const withRoom = (lines: readonly Line[], count: number): readonly Line[] => [
  ...lines,
  ...Array.from({ length: Math.max(0, count - lines.length) }, () => EMPTY),
];

const progress = ({ rows }: SessionState, paper: Paper, what: string): readonly Line[] => {
  const ended = rows.filter((row) => row.ended !== undefined).length;
  const count = rows.length === 0 ? '' : `: ${ended} of ${rows.length} checks done`;
  return paragraph(paper, `${what}${count}`, undefined, [span(`${spinner(paper)} `, 'waiting')]);
};

const verdict = (report: Report, paper: Paper): readonly Line[] => {
  const { glyphs } = paper;
  const time = formatDuration(report.durationMs);
  switch (report.verdict) {
    case 'healthy':
      return paragraph(paper, `${healthy(report)}: ${summaryText(report)}, in ${time}.`, 'ok', [
        span(`${glyphs.status.ok} `, 'ok'),
      ]);
    case 'partial':
      return paragraph(paper, `${verdictText(report)} ${summaryText(report)}, in ${time}.`, undefined, [
        span(`${glyphs.status.ok} `, 'ok'),
      ]);
    case 'inconclusive':
      return [
        ...paragraph(
          paper,
          `Inconclusive: nothing wrong was found, but ${checks(report.summary.unverified)} could not be verified.`,
          'unverified',
          [span(`${glyphs.status.unverified} `, 'unverified')],
        ),
        ...next(report, paper),
      ];
    case 'findings':
      return [
        ...firstRoot(rootsOf(report), paper),
        ...next(report, paper),
        ...others(rootsOf(report), paper),
      ];
  }
};

/** Remarks are no faults, but somebody should know that there are some. */
const healthy = ({ checks: rows }: Report): string => {
  const count = rows.flatMap(({ findings }) => findings).length;
  if (count === 0) return 'Healthy';
  return `Healthy, with ${count} ${count === 1 ? 'remark' : 'remarks'}`;
};

const checks = (count: number): string => `${count} ${count === 1 ? 'check' : 'checks'}`;

const firstRoot = ([root]: readonly Root[], paper: Paper): readonly Line[] => {
  if (root === undefined) return paragraph(paper, 'Something is wrong; see the rows below.', 'strong');
  const status = root.finding.severity === 'error' ? 'error' : 'warning';
  const lead = [span(`${paper.glyphs.status[status]} `, status)];
  return atMost(paper, paragraph(paper, root.finding.message, 'strong', lead), 3);
};

const next = ({ nextAction }: Report, paper: Paper): readonly Line[] => {
  if (nextAction === undefined) return [];
  const { text, command, fix } = nextAction;
  return [
    ...atMost(paper, paragraph(paper, text, undefined, [span('  Next: ', 'accent')]), 2),
    ...(command === undefined ? [] : atMost(paper, commandLines(command, fix !== undefined, paper), 3)),
  ];
};

/** A command stays in one piece wherever that is possible, to be copied. */
const commandLines = (command: string, key: boolean, paper: Paper): readonly Line[] => {
  const lead = key ? 'press f, or run ' : '';
  if (widthOf(`        ${lead}${command}`) <= paper.width || !key) {
    return paragraph(paper, command, 'accent', [span(`        ${lead}`, 'faint')]);
  }
  return [[span(`  ${lead.trimEnd()}`, 'faint')], ...paragraph(paper, command, 'accent', [span('  ')])];
};

const others = ([, ...rest]: readonly Root[], paper: Paper): readonly Line[] => {
  if (rest.length === 0) return [];
  const codes = [...new Set(rest.map(({ finding }) => finding.code))].join(', ');
  const what = rest.length === 1 ? 'another root cause' : `${rest.length} more root causes`;
  return atMost(paper, paragraph(paper, `And ${what}: ${codes}`, 'faint', [span('  ')]), 2);
};

const cutShort = ({ interrupted }: Report, paper: Paper): readonly Line[] => {
  if (interrupted === undefined) return [];
  const why = interrupted === 'deadline' ? 'The deadline passed' : 'The run was interrupted';
  return paragraph(paper, `${why} before every check had an answer.`, 'unverified', [span('  ')]);
};

const lastRepair = ({ repairs, view }: SessionState, paper: Paper): readonly Line[] => {
  const last = repairs.at(-1);
  if (last === undefined || view.kind === 'repair') return [];
  return atMost(
    paper,
    paragraph(paper, `${last.fix}: ${last.state}. ${last.text}`, 'faint', [span('  Last repair: ', 'faint')]),
    2,
  );
};

/** A repair that was cut off may have left something half done: that is to be known before another begins. */
const leftOpen = ({ leftOpen: repairs, undone }: SessionState, paper: Paper): readonly Line[] => {
  const [first] = repairs.filter(({ run }) => !undone.includes(run));
  if (first === undefined) return [];
  const text = `An earlier repair was interrupted (${first.title ?? first.run}): u shows how to take it back.`;
  return atMost(paper, paragraph(paper, text, 'warning', [span('  ')]), 2);
};
