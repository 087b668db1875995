import type { CheckRow, JournalledRepair, RepairRecord, Report, UndoRecord } from './report.ts';

/** What is told while an examination runs. */
export interface ExaminationObserver {
  /** Once, before any row: everything that will be looked at, in the order of the catalogue. */
  onStart?(rows: readonly Pick<CheckRow, 'id' | 'title' | 'category'>[]): void;
  /** As each check ends. Which finding accounts for which is known only in the report. */
  onRow?(row: CheckRow): void;
}

/** What is told while a repair runs. Steps are numbered from 0, as in the offer. */
export interface RepairObserver {
  onStep?(step: number, state: 'running' | 'done' | 'failed' | 'taken-back', text: string): void;
  /** One line of a step's live output, safe to show. */
  onLine?(line: string): void;
  /** The steps are over; the same checks look again. */
  onVerifying?(): void;
}

/** What the person at the terminal can have done; the session knows nothing of hosts. */
export interface SessionActions {
  examine(observer: ExaminationObserver): Promise<Report>;
  /** Applies the offer with this id from the latest report, after the person has said yes. The terminal is
   *  lent to it (`sudo` may ask for a password) through `aside`. */
  repair(offerId: string, observer: RepairObserver, aside: Aside): Promise<RepairRecord>;
  /** Repairs of earlier that were ended from outside before they were over, and can be taken back. */
  interrupted(): Promise<readonly JournalledRepair[]>;
  /** What taking a repair back comes to now; `refused` where it cannot be. Changes nothing. */
  planUndo(run: string): Promise<UndoRecord>;
  /** Takes a repair back, after the person has said yes to its plan. */
  undo(run: string, observer: RepairObserver, aside: Aside): Promise<UndoRecord>;
}

/** Lets a piece of work have the terminal for itself, and takes it back afterwards. */
export type Aside = <T>(work: () => Promise<T>) => Promise<T>;
