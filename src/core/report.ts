// The one source of what dockmedic's JSON looks like. The published JSON Schema is generated from
// these types (`npm run generate`); every reporter renders a value of type `Report`.

/** Everything that `--json` can print: always exactly one of these. */
export type ReportDocument =
  | Report
  | FailureDocument
  | CatalogueDocument
  | NoticeDocument
  | UndoDocument
  | JournalDocument;

export interface Tool {
  readonly name: 'dockmedic';
  readonly version: string;
}

/** 0 healthy · 1 findings reached `--fail-on` · 2 usage or configuration error · 3 inconclusive ·
 *  4 a repair was asked for and is not proven · 130 and 143 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130 | 143;

/** `healthy`: every required check was verified and none found anything. `partial`: the same, of a selection
 *  of the checks; it says nothing of the rest. `inconclusive`: nothing found, but something required could
 *  not be verified. `findings`: at least one error or warning. */
export type OverallVerdict = 'healthy' | 'partial' | 'findings' | 'inconclusive';

/** What every document begins with. */
interface Headed {
  readonly schemaVersion: 1;
  readonly tool: Tool;
  readonly exitCode: ExitCode;
}

export interface Report extends Headed {
  readonly target: { readonly kind: 'local' | 'replay'; readonly label: string };
  /** Absent where even the platform could not be read. */
  readonly platform?: {
    readonly os: string;
    readonly distribution?: string;
    readonly kernel: string;
    readonly arch: string;
  };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: OverallVerdict;
  /** Present when not every check was asked for. */
  readonly selection?: { readonly asked: number; readonly of: number };
  /** Present when the run was cut short. Rows that had no answer by then are `unverified`. */
  readonly interrupted?: 'SIGINT' | 'SIGTERM' | 'deadline';
  /** Rows by status; the five numbers add up to the number of rows. */
  readonly summary: Readonly<Record<RowStatus, number>>;
  /** The findings that no other finding accounts for, most severe first. */
  readonly rootCauses: readonly RootCause[];
  readonly nextAction?: NextAction;
  readonly checks: readonly CheckRow[];
  readonly fixes: readonly FixOffer[];
  /** Present when a repair was asked for. */
  readonly repairs?: readonly RepairRecord[];
}

export type RowStatus = 'ok' | 'warning' | 'error' | 'skipped' | 'unverified';

export interface RootCause {
  readonly check: string;
  readonly code: string;
  readonly subject: string;
}

export interface NextAction {
  readonly text: string;
  /** Id of the fix that does it, when there is one. */
  readonly fix?: string;
  /** The command line that starts it. */
  readonly command?: string;
}

export interface EvidenceRecord {
  /** What was asked. */
  readonly source: string;
  /** What came back, shortened. */
  readonly observed: string;
}

export type ReasonKind = 'not-applicable' | 'deselected' | 'deadline' | 'denied' | 'unavailable' | 'crashed';

export interface CheckRow {
  /** `category/noun-phrase`; stable. */
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly status: RowStatus;
  /** A required check that cannot be verified makes a run inconclusive. */
  readonly required: boolean;
  readonly durationMs: number;
  readonly evidence: readonly EvidenceRecord[];
  readonly findings: readonly FindingRecord[];
  /** Why the row is `skipped` or `unverified`. */
  readonly reason?: { readonly kind: ReasonKind; readonly text: string };
  /** The finding that keeps this row from being verified. */
  readonly blockedBy?: { readonly check: string; readonly code: string };
}

export interface FindingRecord {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly subject: string;
  readonly message: string;
  readonly cause: string;
  readonly consequence: string;
  readonly remedy: string;
  /** The parameters that fill the sentences. */
  readonly params: { readonly [name: string]: string | number | boolean | readonly string[] };
  /** The code of the finding that brought this one about. */
  readonly causedBy?: string;
  /** Ids in the report's `fixes`. */
  readonly fixes: readonly string[];
  readonly docs?: string;
}

export interface FixOffer {
  readonly id: string;
  readonly title: string;
  readonly risk: 'safe' | 'disruptive' | 'destructive';
  readonly privilege: 'user' | 'root';
  readonly undoable: boolean;
  /** True when a person has to carry it out by hand. */
  readonly manual: boolean;
  readonly notes: readonly string[];
  /** What a person types before data is deleted. */
  readonly word?: string;
  readonly resolves: readonly { readonly check: string; readonly code: string }[];
  readonly steps: readonly StepRecord[];
}

export interface StepRecord {
  readonly kind: 'exec' | 'service' | 'edit-file' | 'remove-file' | 'remove-objects' | 'manual';
  /** The exact command, quoted for a shell, or the instructions. */
  readonly shows: string;
  readonly privilege: 'user' | 'root';
  readonly why: string;
  /** The command that takes it back; absent when it cannot be undone. */
  readonly undo?: string;
  /** Unified diff of the file that the step changes. */
  readonly diff?: string;
}

/** How a repair ended. Only `verified` counts as done. */
export type RepairState =
  | 'planned'
  | 'declined'
  | 'refused'
  | 'failed'
  | 'rolled-back'
  | 'unverified'
  | 'verified'
  | 'undone'
  | 'undo-failed';

export interface RepairRecord {
  readonly fix: string;
  readonly state: RepairState;
  /** One sentence: what happened. */
  readonly text: string;
  readonly steps: readonly { readonly shows: string; readonly outcome: string; readonly ok: boolean }[];
  /** Who proved it: the check that had found the fault, looking again. */
  readonly provedBy?: {
    readonly check: string;
    readonly status: RowStatus;
    readonly evidence: readonly EvidenceRecord[];
  };
  /** The name of its journal; absent where nothing was begun. */
  readonly run?: string;
  /** The command that takes it back; absent where there is nothing to take back, or no way. */
  readonly undo?: string;
}

/** `dockmedic undo`. */
export interface UndoDocument extends Headed {
  readonly undo: UndoRecord;
  readonly interrupted?: 'SIGINT' | 'SIGTERM';
}

export interface UndoRecord {
  /** The repair that is taken back; absent, with `fix` and `title`, where there is none. */
  readonly run?: string;
  readonly fix?: string;
  readonly title?: string;
  /** Only `undone` counts as done. `nothing-to-undo`: no repair on record has left anything to take back. */
  readonly state: 'planned' | 'declined' | 'refused' | 'undone' | 'undo-failed' | 'nothing-to-undo';
  readonly text: string;
  /** In the order in which they are gone through: the last step of the repair first. */
  readonly steps: readonly UndoStepRecord[];
}

export interface UndoStepRecord {
  /** The step of the repair, as its plan showed it. */
  readonly takesBack: string;
  /** The exact commands, quoted for a shell; empty where nothing has to be done, or nothing can. */
  readonly shows: readonly string[];
  readonly privilege: 'user' | 'root';
  readonly outcome: string;
  readonly ok: boolean;
}

/** `dockmedic undo --list`: the repairs of this user, latest first. */
export interface JournalDocument extends Headed {
  readonly journal: readonly JournalledRepair[];
}

export interface JournalledRepair {
  readonly run: string;
  /** `running`: at this moment. `interrupted`: the program ended before the repair did. `unreadable`: `text` says why. */
  readonly state: RepairState | 'running' | 'interrupted' | 'unreadable';
  readonly undoable: boolean;
  /** ISO 8601, UTC. Absent, with `fix` and `title`, where it is unreadable. */
  readonly startedAt?: string;
  readonly fix?: string;
  readonly title?: string;
  readonly text?: string;
}

/** Bad usage, bad configuration (exit code 2), or a bug of ours. */
export interface FailureDocument extends Headed {
  readonly error: { readonly kind: 'usage' | 'configuration' | 'internal'; readonly message: string };
}

/** `dockmedic list --json`. */
export interface CatalogueDocument extends Headed {
  readonly catalogue: {
    readonly checks: readonly {
      readonly id: string;
      readonly title: string;
      readonly category: string;
      readonly about: string;
      readonly codes: readonly string[];
    }[];
    readonly fixes: readonly {
      readonly id: string;
      readonly title: string;
      readonly risk: 'safe' | 'disruptive' | 'destructive';
      readonly about: string;
    }[];
  };
}

/** `--help` and `--version` together with `--json`. */
export interface NoticeDocument extends Headed {
  readonly notice: string;
}
