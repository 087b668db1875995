import type { CheckRow, FixOffer, JournalledRepair, RepairRecord, Report, UndoRecord } from '#core/report';

/** Everything that the session shows. It lives outside React, so it outlasts a terminal lent to somebody else. */
export interface SessionState {
  readonly version: string;
  readonly size: Size;
  readonly unicode: boolean;
  /** Whether we are root already, so that nobody is asked for a password. */
  readonly asRoot: boolean;
  /** True while an examination runs. */
  readonly looking: boolean;
  readonly rows: readonly SessionRow[];
  readonly report: Report | undefined;
  /** Id of the chosen row; the first one until somebody moves. */
  readonly chosen: string | undefined;
  readonly filter: string;
  readonly view: View;
  /** How far the help is scrolled, while it lies over the view. */
  readonly help: number | undefined;
  /** One sentence in answer to the last key. */
  readonly notice: string | undefined;
  readonly repairs: readonly RepairRecord[];
  /** Repairs of earlier that were ended from outside. */
  readonly leftOpen: readonly JournalledRepair[];
  /** Runs that were taken back in this session. */
  readonly undone: readonly string[];
  /** True from Ctrl-C on, while a repair comes to its end. */
  readonly interrupted: boolean;
  /** True in the last frame, which stays on the terminal. */
  readonly closing: boolean;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface SessionRow {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  /** Absent while the check still looks. */
  readonly ended?: CheckRow;
}

export type View =
  | { readonly kind: 'list' }
  | { readonly kind: 'filter' }
  | DetailView
  | ChoiceView
  | PlanView
  | RepairView
  | UndoView;

export interface DetailView {
  readonly kind: 'detail';
  readonly row: string;
  readonly scroll: number;
}

export interface ChoiceView {
  readonly kind: 'choice';
  readonly offers: readonly FixOffer[];
  readonly at: number;
  readonly back: View;
}

export interface PlanView {
  readonly kind: 'plan';
  readonly offer: FixOffer;
  /** What has to be typed before data may be deleted. */
  readonly word: string;
  readonly typed: string;
  readonly scroll: number;
  readonly back: View;
}

export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'taken-back';

export interface RepairView {
  readonly kind: 'repair';
  readonly offer: FixOffer;
  readonly steps: readonly { readonly state: StepState; readonly text: string }[];
  readonly output: readonly string[];
  readonly verifying: boolean;
  /** Present when it is over. */
  readonly record: RepairRecord | undefined;
  readonly scroll: number;
}

export interface UndoView {
  readonly kind: 'undo';
  readonly plan: UndoRecord;
  /** `asking`: nothing was changed yet. */
  readonly stage: 'asking' | 'running' | 'over';
  readonly steps: readonly { readonly state: StepState; readonly text: string }[];
  readonly output: readonly string[];
  /** Present when it is over. */
  readonly record: UndoRecord | undefined;
  readonly scroll: number;
  readonly back: View;
}

/** What came from the terminal, from an examination or from a repair. */
export type Action =
  | { readonly type: 'pressed'; readonly key: Key }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'examination-started'; readonly rows: readonly SessionRow[] }
  | { readonly type: 'row-ended'; readonly row: CheckRow }
  | { readonly type: 'reported'; readonly report: Report }
  | {
      readonly type: 'step-changed';
      readonly step: number;
      readonly state: StepState;
      readonly text: string;
    }
  | { readonly type: 'output'; readonly line: string }
  | { readonly type: 'verifying' }
  | { readonly type: 'repaired'; readonly record: RepairRecord }
  | { readonly type: 'left-open'; readonly repairs: readonly JournalledRepair[] }
  | { readonly type: 'undo-planned'; readonly plan: UndoRecord }
  | { readonly type: 'undone'; readonly record: UndoRecord }
  | { readonly type: 'interrupted' };

export type Key =
  | { readonly kind: 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end' }
  | { readonly kind: 'left' | 'right' | 'enter' | 'escape' | 'backspace' | 'interrupt' }
  | { readonly kind: 'text'; readonly text: string };

/** What the session has to do in the world after an action. */
export type Effect =
  | { readonly kind: 'examine' }
  | { readonly kind: 'repair'; readonly offer: FixOffer }
  | { readonly kind: 'plan-undo'; readonly run: string }
  | { readonly kind: 'undo'; readonly run: string }
  | { readonly kind: 'leave'; readonly interrupted: boolean };

export interface Next {
  readonly state: SessionState;
  readonly effect?: Effect;
}

export const initialState = (
  version: string,
  size: Size,
  unicode: boolean,
  asRoot = false,
): SessionState => ({
  version,
  size,
  unicode,
  asRoot,
  looking: true,
  rows: [],
  report: undefined,
  chosen: undefined,
  filter: '',
  view: { kind: 'list' },
  help: undefined,
  notice: undefined,
  repairs: [],
  leftOpen: [],
  undone: [],
  interrupted: false,
  closing: false,
});
