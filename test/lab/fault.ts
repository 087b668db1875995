import type { Generation } from './generations.ts';
import type { As, LabHost } from './host.ts';

/** What the program must say of a host. */
export interface Expectation {
  /** The codes of the root causes: these, and no others. None: the host is healthy. */
  readonly roots: readonly string[];
  /** Codes that must stand in the report, folded under a root. */
  readonly echoes?: readonly string[];
  /** Codes of remarks (severity info), which are no root causes and leave a host healthy, but must stand in the report. */
  readonly remarks?: readonly string[];
  /** The exit code of `check`; left out: 1 with roots, 0 without. */
  readonly exitCode?: number;
  /** Codes, or ids of fixes, given to `dockmedic fix … --yes`, as the user, who has sudo; afterwards the host is healthy. */
  readonly fix?: readonly string[];
  /** The exit code of `fix`; left out: 0. Another where the session that asks cannot profit from the repair. */
  readonly fixExitCode?: number;
  /** What else must be true once it is repaired. */
  readonly after?: (host: LabHost) => Promise<void>;
}

/** One thing that breaks on real hosts, made for real on a host that was healthy until then. */
export interface Fault {
  /** Of the catalogue; a fault in several forms has one entry for each: `unit-masked-or-disabled/masked`. */
  readonly code: string;
  readonly title: string;
  readonly inject: (host: LabHost) => Promise<void>;
  readonly expect: Expectation;
  /** Who meets the fault and in which environment; left out: `ada`, who may use Docker and sudo. */
  readonly on?: As;
  /** More for `check`, when the fault is met: `--image debian`. */
  readonly args?: readonly string[];
  /** In which generations of engines it is made; left out: in Docker 20.10. */
  readonly engines?: 'all' | readonly Generation['id'][];
}

/** A file of `faults/` or `healthy/` exports one of these, or a list of them, by default. A fault needs no undoing: each gets a host of its own. */
export const defineFault = (fault: Fault): Fault => fault;

/** A host that is unusual and healthy: nothing on it may be red. */
export const defineHealthy = ({ name, ...host }: HealthyHost): Fault => ({
  ...host,
  code: `healthy/${name}`,
  expect: { roots: [] },
});

interface HealthyHost extends Omit<Fault, 'code' | 'expect'> {
  readonly name: string;
}
