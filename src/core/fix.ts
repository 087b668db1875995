import type { Argv } from './host.ts';

export type Risk = 'safe' | 'disruptive' | 'destructive';
export const RISKS: readonly Risk[] = ['safe', 'disruptive', 'destructive'];
export type Privilege = 'user' | 'root';

/** One typed action of a plan. */
export type Step =
  | {
      readonly kind: 'exec';
      readonly argv: Argv;
      readonly privilege: Privilege;
      readonly why: string;
      /** Takes the step back. Absent: the step cannot be undone, and the plan says so before consent. */
      readonly undo?: Argv;
      readonly timeoutMs?: number;
    }
  | {
      readonly kind: 'service';
      readonly unit: string;
      readonly action: ServiceAction;
      readonly manager: ServiceManager;
      readonly why: string;
    }
  | {
      readonly kind: 'remove-file';
      readonly path: string;
      /** The text that was seen; another text means somebody changed it, and the step refuses. */
      readonly expect: string;
      readonly privilege: Privilege;
      readonly why: string;
    }
  | { readonly kind: 'manual'; readonly instructions: string; readonly why: string };

export type ServiceAction = 'start' | 'restart' | 'reset-failed' | 'enable' | 'unmask';
export type ServiceManager = 'systemd' | 'systemd-user' | 'openrc' | 'sysv' | 'launchd' | 'desktop' | 'none';

/** A plan with its circumstances; plain data, carried by a finding and shown before anything happens. */
export interface Proposal {
  readonly fix: string;
  readonly title: string;
  readonly risk: Risk;
  /** `root` when any step needs it. */
  readonly privilege: Privilege;
  readonly undoable: boolean;
  /** What the person should know before saying yes: what it equals, what it interrupts, what must follow. */
  readonly notes: readonly string[];
  /** A question to answer besides yes or no; asked before the plan is applied. */
  readonly asks?: string;
  readonly steps: readonly Step[];
  /** The person has to do the whole of it by hand; nothing can be applied. */
  readonly manual: boolean;
  /** How the proof is brought when looking again in this very session cannot show it. */
  readonly proof?: { readonly argv: Argv; readonly privilege: Privilege; readonly expects: string; readonly why: string };
}

export interface ProposalRequest {
  readonly proposal: Proposal;
}

export interface FixPlan {
  readonly steps: readonly Step[];
  readonly notes?: readonly string[];
  readonly asks?: string;
  readonly proof?: NonNullable<Proposal['proof']>;
}

/** A recipe: from typed arguments to a plan. It never looks and never acts. */
export interface Fix<A> {
  readonly id: string;
  readonly title: string;
  readonly risk: Risk;
  /** One or two sentences for the catalogue: what it does and what it will not do. */
  readonly about: string;
  plan(args: A): FixPlan;
}
export type AnyFix = Fix<never>;

export const defineFix = <A>(fix: Fix<A>): Fix<A> => fix;

/** The fix with its plan made for these arguments. */
export const propose = <A>(fix: Fix<A>, args: A): ProposalRequest => {
  const { steps, notes = [], asks, proof } = fix.plan(args);
  return {
    proposal: {
      fix: fix.id,
      title: fix.title,
      risk: fix.risk,
      privilege: steps.some(needsRoot) ? 'root' : 'user',
      undoable: steps.every(isUndoable),
      notes,
      ...(asks === undefined ? {} : { asks }),
      steps,
      manual: steps.every((step) => step.kind === 'manual'),
      ...(proof === undefined ? {} : { proof }),
    },
  };
};

const needsRoot = (step: Step): boolean => {
  switch (step.kind) {
    case 'exec':
    case 'remove-file':
      return step.privilege === 'root';
    case 'service':
      return step.manager === 'systemd' || step.manager === 'openrc' || step.manager === 'sysv';
    case 'manual':
      return false;
  }
};

const isUndoable = (step: Step): boolean => {
  switch (step.kind) {
    case 'exec':
      return step.undo !== undefined;
    case 'remove-file':
      return true;
    case 'service':
      return step.action !== 'restart' && step.action !== 'reset-failed';
    case 'manual':
      return true;
  }
};
