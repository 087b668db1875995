import type { FixOffer, RepairRecord } from '#core/report';
import type { Aside, SessionActions } from '#core/session';
import { shortened } from '#core/text';
import type { Action } from './state.ts';

type Dispatch = (action: Action) => void;

/** Looks at the host, and tells the session what comes in. */
export const examination = async (actions: SessionActions, dispatch: Dispatch): Promise<void> => {
  const report = await actions.examine({
    onStart: (rows) =>
      dispatch({
        type: 'examination-started',
        rows: rows.map(({ id, title, category }) => ({ id, title, category })),
      }),
    onRow: (row) => dispatch({ type: 'row-ended', row }),
  });
  dispatch({ type: 'reported', report });
};

/** Carries out an offer. A repair that breaks is a repair that failed, not the end of the session. */
export const repair = async (
  actions: SessionActions,
  offer: FixOffer,
  dispatch: Dispatch,
  aside: Aside,
): Promise<void> => {
  const record = await actions
    .repair(
      offer.id,
      {
        onStep: (step, state, text) => dispatch({ type: 'step-changed', step, state, text }),
        onLine: (line) => dispatch({ type: 'output', line }),
        onVerifying: () => dispatch({ type: 'verifying' }),
      },
      aside,
    )
    .catch((error: unknown) => broken(offer, error));
  dispatch({ type: 'repaired', record });
};

const broken = (offer: FixOffer, error: unknown): RepairRecord => ({
  fix: offer.id,
  state: 'failed',
  text: `The repair broke off: ${shortened(error instanceof Error ? error.message : String(error))}`,
  steps: [],
});
