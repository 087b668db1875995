import type { JournalledRepair, UndoRecord } from '#core/report';
import { oneLine } from '#core/text';

/** What taking a repair back comes to, before it is asked for. */
export const renderUndoPlan = ({ run = '', fix = '', title = '', steps }: UndoRecord): string => {
  const rights = steps.some(({ privilege }) => privilege === 'root') ? 'as root' : 'as this user';
  const lines = [`Undo ${run} (${oneLine(fix)}: ${oneLine(title)}), ${rights}`];
  steps.forEach(({ takesBack, shows, privilege, outcome }, index) => {
    lines.push(`  ${index + 1}. takes back: ${oneLine(takesBack)}`);
    for (const command of shows) lines.push(`     ${privilege === 'root' ? '# ' : ''}${oneLine(command)}`);
    if (shows.length === 0) lines.push(`     nothing is run: ${oneLine(outcome)}`);
  });
  if (steps.some(({ shows }) => shows.some(stopsEngine)))
    lines.push(
      '  note: the engine stops or restarts, and running containers with it, unless live-restore is on',
    );
  return `${lines.join('\n')}\n`;
};

const stopsEngine = (command: string): boolean =>
  /\b(stop|restart)\b.*\bdocker\b|\bdocker\b.*\b(stop|restart)$/.test(command);

/** How an undoing ended. */
export const renderUndo = ({ run, fix, state, text, steps }: UndoRecord): string => {
  const head = run === undefined ? `Undo: ${state}` : `Undo ${run} (${oneLine(fix ?? '')}): ${state}`;
  const lines = steps.map(
    ({ takesBack, outcome, ok }) => `  ${ok ? 'done' : 'failed'}  ${oneLine(takesBack)}: ${oneLine(outcome)}`,
  );
  return `${[head, `  ${oneLine(text)}`, ...(state === 'planned' ? [] : lines)].join('\n')}\n`;
};

/** The repairs on record, latest first. */
export const renderJournal = (repairs: readonly JournalledRepair[]): string => {
  if (repairs.length === 0) return 'No repair is on record for this user.\n';
  const rows = repairs.map((repair) => [
    repair.run,
    repair.startedAt === undefined ? '' : `${repair.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    oneLine(repair.fix ?? ''),
    repair.state,
    repair.undoable ? 'can be undone' : 'nothing to undo',
    oneLine(repair.title ?? repair.text ?? ''),
  ]);
  const widths = HEAD.map((word, at) => Math.max(word.length, ...rows.map((row) => (row[at] ?? '').length)));
  const lines = [HEAD, ...rows].map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  '),
  );
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
};

const HEAD = ['RUN', 'WHEN', 'FIX', 'STATE', 'UNDO', 'TITLE'];
