import { type EngineObject, type Privilege, type Proposal, privilegeOf, type Step } from '#core/fix';
import type { Argv } from '#core/host';
import type { StepRecord } from '#core/report';
import { serviceCommand, serviceUndo } from '#core/service-command';
import { formatBytes, shellQuoted } from '#core/text';
import { editDiff } from './edit-diff.ts';
import { type Removal, removals } from './removal-command.ts';

/** A step as a person reads it before saying yes: the exact command, its privilege, its way back. */
export const describeStep = (step: Step): StepRecord => {
  const undo = undoOf(step);
  const diff = step.kind === 'edit-file' ? editDiff(step) : undefined;
  return {
    // What a signal step shows is a command like any other.
    kind: step.kind === 'signal' ? 'exec' : step.kind,
    shows: shown(step),
    privilege: privilegeOf(step),
    why: step.why,
    ...(undo === undefined ? {} : { undo }),
    ...(diff === undefined ? {} : { diff }),
  };
};

const shown = (step: Step): string => {
  switch (step.kind) {
    case 'exec':
      return shellQuoted(step.argv);
    case 'service': {
      const argv = serviceCommand(step);
      return argv === undefined
        ? `${step.action} ${step.unit} (no command for ${step.manager})`
        : shellQuoted(argv);
    }
    case 'edit-file':
      return [
        `${step.expect === undefined ? 'make' : 'change'} ${step.path} as shown`,
        ...(step.reread ?? []).map(shellQuoted),
      ].join(', then ');
    case 'remove-objects':
      return removals(step).map(removalLines).join('\n');
    case 'remove-file':
      return shellQuoted(['rm', step.path]);
    case 'signal':
      return shellQuoted(signalCommand(step.signal, step.pid));
    case 'manual':
      return step.instructions;
  }
};

/** The command, and behind it what a person goes by; of several objects below it. */
const removalLines = ({ argv, objects }: Removal): string => {
  const about = objects.map(aboutObject);
  return about.length === 1
    ? `${shellQuoted(argv)}  # ${about[0]}`
    : [shellQuoted(argv), ...about.map((text) => `# ${text}`)].join('\n');
};

/** Name, size, last use, owner. */
const aboutObject = ({ name, sizeBytes, lastUsedAt, madeAt, owner }: EngineObject): string =>
  [
    name,
    ...(sizeBytes === undefined ? [] : [formatBytes(sizeBytes)]),
    ...(lastUsedAt === undefined ? [] : [`last used ${lastUsedAt.slice(0, 10)}`]),
    ...(madeAt === undefined ? [] : [`made ${madeAt.slice(0, 10)}`]),
    ...(owner === undefined ? [] : [`of ${owner}`]),
  ].join(', ');

const undoOf = (step: Step): string | undefined => {
  switch (step.kind) {
    case 'exec':
      if (step.leavesNothing) return 'nothing: it changes no setting';
      if (step.keeps !== undefined) return putBackWords(step.keeps, step);
      if (step.keepsRights !== undefined) return giveBackWords(step.keepsRights, step);
      return step.undo && shellQuoted(step.undo);
    case 'service': {
      const undo = serviceUndo(step);
      return undo && shellQuoted(undo);
    }
    case 'edit-file':
      return [
        step.expect === undefined ? shellQuoted(['rm', step.path]) : putBackWords(step.path, step),
        ...(step.rereadBack ?? step.reread ?? []).map(shellQuoted),
      ].join(', then ');
    case 'remove-objects':
      return undefined;
    case 'remove-file':
      return putBackWords(step.path, step);
    case 'signal':
      return shellQuoted(signalCommand('STOP', step.pid));
    case 'manual':
      return undefined;
  }
};

/** The directory's own name is that of the run, which has none before it began. */
const putBackWords = (path: string, { privilege }: { readonly privilege: Privilege }): string =>
  `put back the copy of ${path} (content, owner, mode, times) that is kept under ${placeOf(privilege)}`;

const giveBackWords = (path: string, { privilege }: { readonly privilege: Privilege }): string =>
  `give ${path} and what is in it back the owners and modes that are kept under ${placeOf(privilege)}, without their content`;

const placeOf = (privilege: Privilege): string =>
  privilege === 'root' ? ROOT_COPIES : "dockmedic's state directory";

/** Where root's steps keep what an undo needs. */
export const ROOT_COPIES = '/var/lib/dockmedic/backups';

export const signalCommand = (signal: 'CONT' | 'STOP', pid: number): Argv => [
  'kill',
  `-${signal}`,
  String(pid),
];

export const describePlan = (proposal: Proposal): readonly StepRecord[] => proposal.steps.map(describeStep);
