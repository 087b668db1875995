import { EMPTY, type Line, type Paper, paragraph, span, spinner } from '../lines.ts';
import type { RepairView, SessionState, StepState } from '../state.ts';
import { truncate } from '../text-layout.ts';
import type { Role } from '../theme.ts';

/** One step while it is carried out or taken back. */
export const progressLine = (
  { state, text }: RepairView['steps'][number],
  index: number,
  paper: Paper,
): readonly Line[] => {
  const role = STEP_ROLES[state];
  const glyph = state === 'running' ? spinner(paper) : STEP_GLYPHS[state](paper);
  return paragraph(paper, text, state === 'waiting' ? 'faint' : undefined, [
    span(`  ${glyph} ${state.padEnd(11)}`, role),
    span(`${index + 1}. `, 'faint'),
  ]);
};

const STEP_ROLES: Readonly<Record<StepState, Role>> = {
  waiting: 'faint',
  running: 'waiting',
  done: 'ok',
  failed: 'error',
  'taken-back': 'warning',
};

const STEP_GLYPHS: Readonly<Record<StepState, (paper: Paper) => string>> = {
  waiting: ({ glyphs }) => glyphs.dot,
  running: spinner,
  done: ({ glyphs }) => glyphs.status.ok,
  failed: ({ glyphs }) => glyphs.status.error,
  'taken-back': ({ glyphs }) => glyphs.status.warning,
};

/** What the commands said, as it came. */
export const outputLines = (output: readonly string[], { glyphs, width }: Paper): readonly Line[] =>
  output.length === 0
    ? []
    : [
        EMPTY,
        ...output.map((line) => [
          span(`  ${glyphs.bar} `, 'faint'),
          span(truncate(line, width - 4, glyphs.cut)),
        ]),
      ];

/** The look at the whole host that follows. */
export const afterwards = ({ looking }: SessionState, paper: Paper): readonly Line[] =>
  looking
    ? [
        EMPTY,
        ...paragraph(paper, 'Looking at the whole host again', 'faint', [
          span(`${spinner(paper)} `, 'waiting'),
        ]),
      ]
    : [EMPTY, ...paragraph(paper, 'The whole host was looked at again; the list is fresh.', 'faint')];
