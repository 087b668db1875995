import type { FixOffer } from '#core/report';
import { oneLine } from '#core/text';

/** A plan for people: what will be done, with which rights, and how it is taken back. */
export const renderPlan = (offer: FixOffer): string => {
  const rights = offer.privilege === 'root' ? 'as root' : 'as this user';
  const back = offer.undoable ? 'can be undone' : 'cannot be undone in full';
  const lines = [`Fix ${offer.id}: ${offer.title}`, `  risk: ${offer.risk}, ${rights}, ${back}`];
  for (const { code, check } of offer.resolves) lines.push(`  for:  ${code} (${check})`);
  for (const note of offer.notes) lines.push(`  note: ${oneLine(note)}`);
  offer.steps.forEach(({ shows, why, undo, privilege, kind, diff }, index) => {
    const prefix =
      kind !== 'manual' && privilege === 'root' ? (kind === 'edit-file' ? 'as root: ' : '# ') : '';
    lines.push(`  ${index + 1}. ${prefix}${indented(shows)}`, `     why:  ${why}`);
    if (undo !== undefined) lines.push(`     undo: ${undo}`);
    if (diff !== undefined) lines.push(...diff.split('\n').map((line) => `     ${line}`));
  });
  return `${lines.join('\n')}\n`;
};

/** A line break inside an argument stays inside its step. */
const indented = (text: string): string => text.replaceAll('\n', '\n     ');
