import type { FileEdit } from './file-edit.ts';
import type { Argv, EngineAddress } from './host.ts';
import type { Watch } from './watch.ts';

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
      /** Takes the step back. Absent, and without `keeps` or `keepsRights`: the step cannot be undone, and the plan says so before consent. */
      readonly undo?: Argv;
      /** The path of which a copy is kept with owner, mode and times, and put back to take the step back. */
      readonly keeps?: string;
      /** It changes nothing that an undo would have to bring back. */
      readonly leavesNothing?: true;
      /** The path of which owners, modes and times alone are kept, with all that is below it, and given back to take the step back. */
      readonly keepsRights?: string;
      /** What it changes, so that an undo can tell whether somebody changed it since. */
      readonly watch?: Watch;
      /** How `watch` was seen when the plan was made (`engine/watching`); seen otherwise, the step refuses. */
      readonly expects?: string;
      readonly timeoutMs?: number;
    }
  | EditFileStep
  | RemoveObjectsStep
  | {
      readonly kind: 'service';
      readonly unit: string;
      readonly action: ServiceAction;
      readonly manager: ServiceManager;
      /** Socket units that start it on demand: started with it, and stopped before it on the way back. */
      readonly sockets?: readonly string[];
      readonly why: string;
    }
  | {
      readonly kind: 'remove-file';
      readonly path: string;
      /** The text that was seen; another text means somebody changed it, and the step refuses. */
      readonly expect: string;
      /** The step refuses as well while this process runs under this name. */
      readonly unlessRunning?: { readonly pid: number; readonly comm: string };
      readonly privilege: Privilege;
      readonly why: string;
    }
  | {
      readonly kind: 'signal';
      readonly pid: number;
      /** The name that the process had; under another name the number has gone to somebody else. */
      readonly comm: string;
      /** Field 22 of `/proc/PID/stat`: tells two processes of one name and number apart. */
      readonly startTicks?: number;
      readonly signal: 'CONT';
      readonly privilege: Privilege;
      readonly why: string;
    }
  | { readonly kind: 'manual'; readonly instructions: string; readonly why: string };

/** Changes a file, or makes it, at once (a file beside it, then a rename), and has its reader read it. */
export interface EditFileStep {
  readonly kind: 'edit-file';
  readonly path: string;
  readonly edit: FileEdit;
  /** The text that was seen, without its secrets; `undefined`: there was no such file. Otherwise the step refuses. */
  readonly expect: string | undefined;
  /** Of a file that is made; 0644 unless told. */
  readonly mode?: number;
  readonly privilege: Privilege;
  readonly why: string;
  /** A command that must accept the new text before the file is touched; `CANDIDATE` in it stands for a file with that text. */
  readonly validate?: Argv;
  /** What has the file read once it is changed, in this order. */
  readonly reread?: readonly Argv[];
  /** The same once it is as before; `reread` unless told. */
  readonly rereadBack?: readonly Argv[];
  /** The engine that must answer again once the file is read; otherwise the step failed, and the file goes back. */
  readonly answers?: EngineAddress;
}
export const CANDIDATE = '{candidate}';

/** Removes exactly these objects of an engine, each looked at again right before; what changed since is not touched. */
export interface RemoveObjectsStep {
  readonly kind: 'remove-objects';
  readonly type: EngineObjectType;
  readonly objects: readonly EngineObject[];
  /** `docker`, with the flags that lead to the engine which was looked at. */
  readonly client: Argv;
  readonly address: EngineAddress;
  readonly why: string;
}

export type EngineObjectType = 'container' | 'image' | 'volume' | 'network' | 'build-cache';

export interface EngineObject {
  /** What the engine knows it by: the whole id, the name of a volume. */
  readonly id: string;
  /** For a person. */
  readonly name: string;
  readonly sizeBytes?: number;
  /** ISO 8601. */
  readonly lastUsedAt?: string;
  readonly madeAt?: string;
  /** The Compose project or the program that it belongs to. */
  readonly owner?: string;
  /** What was seen of it (`parse/engine-object`); seen otherwise, it is not removed. */
  readonly expect: string;
}

export type StepOf<K extends Step['kind']> = Extract<Step, { readonly kind: K }>;

export type ServiceAction = 'start' | 'restart' | 'reload' | 'reset-failed' | 'enable' | 'unmask';
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
  /** What a person types before data is deleted: the name of what goes. */
  readonly word?: string;
  /** It is applied only when asked for as `FIX#NAME`: never as a next action, nor for a finding as a whole. */
  readonly byName?: string;
  readonly steps: readonly Step[];
  /** The person has to do the whole of it by hand; nothing can be applied. */
  readonly manual: boolean;
  /** What to do with it then, where its steps are commands. */
  readonly byHand?: string;
  /** What was wrong is then not there to be looked at: that its check has nothing left to look at is the proof. */
  readonly endsCheck?: true;
  /** How the proof is brought when looking again in this very session cannot show it. */
  readonly proof?: Proof;
}

/** A look by a new session of the user, which gets its groups anew: the named check must be `ok` there. */
export interface Proof {
  readonly kind: 'fresh-session';
  readonly user: string;
  readonly check: string;
  readonly why: string;
  /** Variables that the session which asks still has, and a new one will not. */
  readonly without?: readonly string[];
}

export interface ProposalRequest {
  readonly proposal: Proposal;
}

export interface FixPlan {
  readonly steps: readonly Step[];
  /** Of this plan, where it differs from the recipe's. */
  readonly risk?: Risk;
  readonly notes?: readonly string[];
  /** dockmedic only shows it, although its steps are commands: what to do with it instead. */
  readonly byHand?: string;
  readonly asks?: string;
  readonly word?: string;
  readonly byName?: string;
  readonly endsCheck?: true;
  readonly proof?: Proof;
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
  const { steps, risk = fix.risk, notes = [], byHand, asks, word, byName, endsCheck, proof } = fix.plan(args);
  return {
    proposal: {
      fix: fix.id,
      title: fix.title,
      risk,
      privilege: steps.some((step) => privilegeOf(step) === 'root') ? 'root' : 'user',
      undoable: steps.every(isUndoable),
      notes,
      ...(asks === undefined ? {} : { asks }),
      ...(word === undefined ? {} : { word }),
      ...(byName === undefined ? {} : { byName }),
      steps,
      manual: byHand !== undefined || steps.every((step) => step.kind === 'manual'),
      ...(byHand === undefined ? {} : { byHand }),
      ...(endsCheck === undefined ? {} : { endsCheck }),
      ...(proof === undefined ? {} : { proof }),
    },
  };
};

export const privilegeOf = (step: Step): Privilege => {
  switch (step.kind) {
    case 'exec':
    case 'edit-file':
    case 'remove-file':
    case 'signal':
      return step.privilege;
    case 'remove-objects':
      return 'user';
    case 'service':
      return step.manager === 'systemd' || step.manager === 'openrc' || step.manager === 'sysv'
        ? 'root'
        : 'user';
    case 'manual':
      return 'user';
  }
};

export const isUndoable = (step: Step): boolean => {
  switch (step.kind) {
    case 'exec':
      return (step.undo ?? step.keeps ?? step.keepsRights) !== undefined || step.leavesNothing === true;
    case 'service':
      // Clearing the record of a failure changes nothing that would have to be taken back.
      return step.action !== 'restart';
    case 'remove-objects':
      return false;
    case 'edit-file':
    case 'remove-file':
    case 'signal':
    case 'manual':
      return true;
  }
};
