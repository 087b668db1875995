import type { Bench } from '../bench.ts';
import type { LabOptions } from '../lab.ts';

/** Takes a fault back: afterwards the bench is as healthy as before. */
export type Undo = () => Promise<void>;

/** One thing that breaks on real hosts, made for real. */
export interface Fault {
  readonly name: string;
  /** The codes that the doctor must name as root causes, all of them and nothing else. */
  readonly roots: readonly string[];
  /** What the next action must say; left out: anything. */
  readonly nextAction?: RegExp;
  inject(bench: Bench): Promise<Undo>;
  /** As whom and in which environment the fault is met; left out: root. */
  doctor?(bench: Bench): LabOptions;
}

export const nothingToUndo: Undo = () => Promise.resolve();
