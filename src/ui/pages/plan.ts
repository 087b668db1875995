import type { FixOffer, StepRecord } from '#core/report';
import { EMPTY, type Line, labelled, type Paper, paragraph, span } from '../lines.ts';
import type { PlanView } from '../state.ts';
import { truncate } from '../text-layout.ts';
import type { Role } from '../theme.ts';

const RISKS: Readonly<Record<FixOffer['risk'], readonly [string, Role]>> = {
  safe: ['safe: nothing is interrupted, no data is lost', 'ok'],
  disruptive: ['disruptive: services restart or connections drop', 'warning'],
  destructive: ['destructive: data is deleted', 'error'],
};

/** What a fix would do, to the letter. */
export const planPage = ({ offer, word }: PlanView, paper: Paper, asRoot: boolean): readonly Line[] => {
  const [risk, role] = RISKS[offer.risk];
  return [
    ...paragraph(paper, offer.title, 'strong'),
    ...labelled(paper, 'Fix', offer.id),
    ...(offer.manual ? [] : labelled(paper, 'Risk', risk, role)),
    ...labelled(paper, 'Runs as', runsAs(offer, asRoot)),
    ...labelled(paper, 'Undo', undoOf(offer)),
    ...(offer.risk === 'destructive' && !offer.manual ? labelled(paper, 'To confirm', `type ${word}`) : []),
    ...offer.notes.flatMap((note) => labelled(paper, 'Note', note)),
    ...offer.steps.flatMap((step, index) => [EMPTY, ...stepLines(step, index, paper)]),
  ];
};

const runsAs = ({ manual, privilege }: FixOffer, asRoot: boolean): string => {
  if (manual) return 'nobody: this is done by hand, dockmedic only shows it';
  if (privilege !== 'root') return 'you';
  return asRoot ? 'root, which you are' : 'root (sudo may ask for your password)';
};

const undoOf = ({ manual, undoable }: FixOffer): string => {
  if (manual) return 'by hand';
  return undoable ? 'can be undone' : 'not all of it can be undone';
};

const stepLines = (step: StepRecord, index: number, paper: Paper): readonly Line[] => {
  const byHand = step.kind === 'manual';
  const lead = `${index + 1}. `;
  const prompt = promptOf(step);
  return [
    ...paragraph(paper, step.shows, byHand ? undefined : 'accent', [
      span(lead, 'strong'),
      ...(byHand ? [] : [span(prompt, 'faint')]),
    ]),
    ...labelled(paper, 'Why', step.why),
    ...(byHand ? [] : labelled(paper, 'Undo', step.undo ?? 'cannot be undone', undoRole(step))),
    ...diffLines(step.diff, paper),
  ];
};

/** An edit is told in words, and no command to be copied. */
const promptOf = ({ kind, privilege }: StepRecord): string => {
  if (kind === 'edit-file') return privilege === 'root' ? 'as root: ' : '';
  return privilege === 'root' ? '# ' : '$ ';
};

const undoRole = ({ undo }: StepRecord): Role => (undo === undefined ? 'warning' : 'faint');

const diffLines = (diff: string | undefined, paper: Paper): readonly Line[] =>
  diff === undefined
    ? []
    : diff
        .trimEnd()
        .split('\n')
        .map((line) => [
          span('    '),
          span(truncate(line, paper.width - 4, paper.glyphs.cut), diffRole(line)),
        ]);

const diffRole = (line: string): Role | undefined => {
  if (line.startsWith('+++') || line.startsWith('---')) return 'strong';
  if (line.startsWith('@@')) return 'accent';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'faint';
};
