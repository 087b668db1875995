import type { RepairRecord, Report } from '#core/report';
import type { Aside, SessionActions } from '#core/session';
import { Keyboard } from './keyboard.tsx';
import { reduce } from './reduce.ts';
import { type Action, type Effect, initialState, type Key, type SessionState } from './state.ts';
import { openTerminal, sizeOf } from './terminal.tsx';
import { Screen } from './views/screen.tsx';
import { examination, planUndo, repair, tellLeftOpen, undo } from './work.ts';

export interface SessionOptions {
  readonly actions: SessionActions;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly color: boolean;
  readonly unicode: boolean;
  readonly version: string;
  /** Whether we are root already. */
  readonly asRoot?: boolean;
  /** Aborted when the program is interrupted from outside: SIGTERM, SIGINT. */
  readonly signal: AbortSignal;
  /** Called when the person presses Ctrl-C, so that what runs can be ended. */
  readonly onInterrupt?: () => void;
}

export interface SessionEnd {
  /** The last one; undefined when the person left before the first was complete. */
  readonly report: Report | undefined;
  /** True after Ctrl-C and after the signal. */
  readonly interrupted: boolean;
  readonly repairs: readonly RepairRecord[];
}

/** Shows the session until the person leaves it. Settles after the terminal is restored. */
export const runSession = async (options: SessionOptions): Promise<SessionEnd> => {
  const { actions, stdin, stdout, color, signal } = options;
  let state = initialState(options.version, sizeOf(stdout), options.unicode, options.asRoot);
  const end = endOf<boolean>();
  let repairing: Promise<void> | undefined;

  const dispatch = (action: Action): void => {
    if (state.closing) return;
    const next = reduce(state, action);
    const changed = next.state !== state;
    state = next.state;
    if (next.effect !== undefined) perform(next.effect);
    if (changed) terminal.repaint();
  };

  const perform = (effect: Effect): void => {
    switch (effect.kind) {
      case 'examine':
        state = { ...state, looking: true };
        examination(actions, dispatch).catch(end.reject);
        return;
      case 'repair':
        repairing = repair(actions, effect.offer, dispatch, aside).finally(() => {
          repairing = undefined;
        });
        repairing.catch(end.reject);
        return;
      case 'plan-undo':
        planUndo(actions, effect.run, dispatch).catch(end.reject);
        return;
      case 'undo':
        repairing = undo(actions, effect.run, dispatch, aside).finally(() => {
          repairing = undefined;
        });
        repairing.catch(end.reject);
        return;
      case 'leave':
        if (effect.interrupted) options.onInterrupt?.();
        if (effect.interrupted) interrupt();
        else end.resolve(false);
    }
  };

  /** A repair is never left half done, unless the person insists. */
  const interrupt = (): void => {
    if (repairing === undefined || state.interrupted) {
      end.resolve(true);
      return;
    }
    dispatch({ type: 'interrupted' });
    repairing.then(() => end.resolve(true), end.reject);
  };

  const aside: Aside = (work) => (state.closing ? work() : terminal.lend(work));
  const onKeys = (keys: readonly Key[]): void => pressAll(keys, () => state, dispatch);

  const terminal = openTerminal({
    stdin,
    stdout,
    view: () => (
      <>
        <Keyboard onKeys={onKeys} />
        <Screen state={state} color={color} />
      </>
    ),
    onResize: (size) => dispatch({ type: 'resized', size }),
    onCrash: end.reject,
  });
  signal.addEventListener('abort', interrupt);
  stdin.once('end', interrupt);
  if (signal.aborted) interrupt();
  else {
    perform({ kind: 'examine' });
    tellLeftOpen(actions, dispatch).catch(end.reject);
  }

  try {
    const interrupted = await end.promise;
    return { report: state.report, interrupted, repairs: state.repairs };
  } finally {
    signal.removeEventListener('abort', interrupt);
    stdin.off('end', interrupt);
    state = { ...state, closing: true };
    await terminal.close();
  }
};

/** Keys that arrived at once never answer a question that one of them brought up. */
const pressAll = (
  keys: readonly Key[],
  stateNow: () => SessionState,
  dispatch: (action: Action) => void,
): void => {
  for (const key of keys) {
    const before = stateNow().view.kind;
    dispatch({ type: 'pressed', key });
    const now = stateNow().view.kind;
    if (now !== before && (now === 'plan' || now === 'undo')) return;
  }
};

const endOf = <T,>() => {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
};
