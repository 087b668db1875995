import type { Host } from '#core/host';
import type { WayBack } from '../repair.ts';
import { cutOff, perform } from './act.ts';

export type TakenBack =
  | { readonly kind: 'taken-back'; readonly text: string }
  | { readonly kind: 'remains'; readonly text: string };

/** Runs a step's inverse, up to the first act that fails. */
export const takeBack = async (wayBack: WayBack, host: Host): Promise<TakenBack> => {
  switch (wayBack.kind) {
    case 'unchanged':
      return { kind: 'taken-back', text: 'there was nothing to take back' };
    case 'none':
      return { kind: 'remains', text: wayBack.why };
    case 'acts':
      for (const act of wayBack.acts) {
        const { kind, text } = await perform(act, host).catch(cutOff);
        if (kind !== 'done')
          return { kind: 'remains', text: `taking it back failed: ${act.argv.join(' ')}: ${text}` };
      }
      return { kind: 'taken-back', text: 'taken back' };
  }
};
