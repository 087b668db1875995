import type { FixOffer, RepairRecord, UndoRecord } from '#core/report';
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

/** Tells the session of repairs that were cut off before it began. Not being able to read them is told by `undo --list`. */
export const tellLeftOpen = async (actions: SessionActions, dispatch: Dispatch): Promise<void> => {
  const repairs = await actions.interrupted().catch(() => []);
  if (repairs.length > 0) dispatch({ type: 'left-open', repairs });
};

export const planUndo = async (actions: SessionActions, run: string, dispatch: Dispatch): Promise<void> => {
  const plan = await actions.planUndo(run).catch((error: unknown) => notUndone(run, 'refused', error));
  dispatch({ type: 'undo-planned', plan });
};

/** Takes a repair back. One that breaks has failed; it is not the end of the session. */
export const undo = async (
  actions: SessionActions,
  run: string,
  dispatch: Dispatch,
  aside: Aside,
): Promise<void> => {
  const observer = {
    onStep: (step: number, state: 'running' | 'done' | 'failed' | 'taken-back', text: string) =>
      dispatch({ type: 'step-changed', step, state, text }),
    onLine: (line: string) => dispatch({ type: 'output', line }),
  };
  const record = await actions
    .undo(run, observer, aside)
    .catch((error: unknown) => notUndone(run, 'undo-failed', error));
  dispatch({ type: 'undone', record });
};

const notUndone = (run: string, state: UndoRecord['state'], error: unknown): UndoRecord => ({
  run,
  state,
  text: shortened(error instanceof Error ? error.message : String(error)),
  steps: [],
});
