import type { Host } from '#core/host';
import { type Book, changed } from '../journal-book.ts';
import type { Trace } from '../repair.ts';
import { cutOff, perform } from './act.ts';

export type TakenBack =
  | { readonly kind: 'taken-back'; readonly text: string }
  | { readonly kind: 'remains'; readonly text: string };

/** Runs a step's inverse, up to the first act that fails. It is run although nothing can be written any more: then the
 *  journal still shows the step as it was. */
export const takeBack = async (
  { step, wayBack }: Pick<Trace, 'step' | 'wayBack'>,
  host: Host,
  book: Book,
): Promise<TakenBack> => {
  switch (wayBack.kind) {
    case 'unchanged':
      return { kind: 'taken-back', text: 'there was nothing to take back' };
    case 'none':
      return { kind: 'remains', text: wayBack.why };
    case 'acts': {
      const note = (state: 'taking-back' | TakenBack['kind']): Promise<void> =>
        book.note({ entries: changed(book.journal().entries, step, { state }) });
      await note('taking-back');
      for (const act of wayBack.acts) {
        const { kind, text } = await perform(act, host).catch(cutOff);
        if (kind === 'done') continue;
        await note('remains');
        return { kind: 'remains', text: `taking it back failed: ${act.argv.join(' ')}: ${text}` };
      }
      await note('taken-back');
      return { kind: 'taken-back', text: 'taken back' };
    }
  }
};
