import type { EditFileStep, Privilege, Proposal, RemoveObjectsStep, Step, StepOf } from '#core/fix';
import { CANDIDATE, privilegeOf } from '#core/fix';
import type { Argv } from '#core/host';
import { serviceCommand } from '#core/service-command';
import { oneLine, shellQuoted } from '#core/text';
import type { Watch } from '#core/watch';
import { applyEdit } from '#parse/apply-edit';
import { describeStep, signalCommand } from './describe-steps.ts';
import { editDiff } from './edit-diff.ts';
import { removals } from './removal-command.ts';
import { besideOf } from './steps/keep.ts';

export interface ScriptedPlan {
  readonly id: string;
  readonly proposal: Proposal;
  readonly resolves: readonly { readonly check: string; readonly code: string }[];
}

/** Plans as a POSIX shell script that a person reads before running it: it checks what each plan was made for, stops at the
 *  first error, and says behind each step what takes it back. `made`: ISO 8601, UTC. */
export const planScript = (plans: readonly ScriptedPlan[], tool: string, made: string): string => {
  const body = plans.flatMap((plan) => ['', ...planLines(plan)]);
  const code = body.filter((line) => !line.startsWith('#')).join('\n');
  return [
    '#!/bin/sh',
    comment(`Made by dockmedic ${tool} at ${made}, for the host that it looked at then.`),
    comment('It stops at the first error, and exits with 4 where the host is not as it was then.'),
    'set -eu',
    '',
    ...helpers(made).flatMap(([name, line]) => (code.includes(name) ? [line] : [])),
    ...body,
    '',
    comment('Whether the fault is gone: dockmedic check'),
    '',
  ].join('\n');
};

/** Only what the steps use. */
const helpers = (made: string): readonly (readonly [name: string, line: string])[] => [
  ['refuse', 'refuse() { printf \'refused: %s\\n\' "$1" >&2; exit 4; }'],
  ['as_root', 'as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi; }'],
  ['$stamp', `stamp=${made.replace(/\.\d+/, '').replace(/[-:]/g, '')}`],
];

const comment = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '#' : `# ${oneLine(line)}`))
    .join('\n');

const planLines = ({ id, proposal, resolves }: ScriptedPlan): readonly string[] => {
  const { title, risk, undoable, notes, asks, steps } = proposal;
  return [
    comment(`${title} (${id})`),
    ...resolves.map(({ check, code }) => comment(`for: ${code} (${check})`)),
    comment(`risk: ${risk}; ${undoable ? 'can be undone' : 'not all of it can be undone'}`),
    ...notes.map((note) => comment(`note: ${oneLine(note)}`)),
    ...(asks === undefined ? [] : [comment(`question: ${asks}`)]),
    ...steps.flatMap((step, at) => ['', ...stepLines(step, at)]),
  ];
};

const stepLines = (step: Step, at: number): readonly string[] => {
  const undo = undoWords(step, at);
  return [
    comment(`${at + 1}. ${step.why}`),
    ...(undo === undefined ? [] : [comment(`undo: ${undo}`)]),
    ...commandsOf(step, at),
  ];
};

/** In the script copies have a name of their own. */
const undoWords = (step: Step, at: number): string | undefined => {
  const kept = keptPath(step);
  if (step.kind === 'exec' && step.keepsRights !== undefined)
    return 'not from here: what each file had is kept by dockmedic alone';
  if (kept === undefined)
    return step.kind === 'manual' ? undefined : (describeStep(step).undo ?? withoutUndo(step));
  const again = step.kind === 'edit-file' ? (step.rereadBack ?? step.reread ?? []).map(shellQuoted) : [];
  return [
    `cp -aT --remove-destination -- ${backup(privilegeOf(step), at)} ${shellQuoted([kept])}`,
    ...again,
  ].join('; ');
};

const withoutUndo = (step: Step): string =>
  step.kind === 'service' && step.action === 'reset-failed'
    ? 'nothing, it changes no setting'
    : 'there is no way back';

const keptPath = (step: Step): string | undefined => {
  if (step.kind === 'exec') return step.keeps;
  if (step.kind === 'remove-file') return step.path;
  return step.kind === 'edit-file' && step.expect !== undefined ? step.path : undefined;
};

const commandsOf = (step: Step, at: number): readonly string[] => {
  switch (step.kind) {
    case 'exec':
      return [...precondition(step), ...keeping(step, at), run(step.argv, step.privilege)];
    case 'service': {
      const argv = serviceCommand(step);
      return argv === undefined
        ? [`refuse ${quoted(`nothing here can ${step.action} ${step.unit}`)}`]
        : [run(argv, privilegeOf(step))];
    }
    case 'edit-file':
      return editing(step, at);
    case 'remove-file':
      return [
        `${plainFile(step.path)} || refuse ${quoted(`${step.path} is a link, or no file`)}`,
        `[ "$(cat -- ${quoted(step.path)})" = ${quoted(step.expect.replace(/\n+$/, ''))} ] || refuse ${quoted(`${step.path} was changed`)}`,
        ...unless(step),
        ...keeping(step, at),
        run(['rm', '--', step.path], step.privilege),
      ];
    case 'remove-objects':
      return removing(step);
    case 'signal':
      return [
        `[ "$(cat /proc/${step.pid}/comm)" = ${quoted(step.comm)} ] || refuse ${quoted(`process ${step.pid} is no longer ${step.comm}`)}`,
        run(signalCommand(step.signal, step.pid), step.privilege),
      ];
    case 'manual':
      return [`printf 'by hand: %s\\n' ${quoted(step.instructions)} >&2`];
  }
};

const quoted = (text: string): string => shellQuoted([text]);

const run = (argv: Argv, privilege: Privilege): string =>
  privilege === 'root' ? `as_root ${shellQuoted(argv)}` : shellQuoted(argv);

const backup = (privilege: Privilege, at: number): string =>
  privilege === 'root'
    ? `"/var/lib/dockmedic/backups/$stamp/${at + 1}"`
    : `"\${XDG_STATE_HOME:-$HOME/.local/state}/dockmedic/backups/$stamp/${at + 1}"`;

const keeping = (step: Step, at: number): readonly string[] => {
  const path = keptPath(step);
  if (path === undefined) return [];
  const privilege = privilegeOf(step);
  const root = privilege === 'root' ? 'as_root ' : '';
  const copy = backup(privilege, at);
  return [`${root}install -d -m 0700 "$(dirname ${copy})"`, `${root}cp -aT -- ${quoted(path)} ${copy}`];
};

const precondition = ({ watch, expects }: StepOf<'exec'>): readonly string[] => {
  if (watch === undefined || expects === undefined) return [];
  const test = seenBy(watch, expects);
  const what = `it was "${expects}" when this was made`;
  return test === undefined ? [comment(`Look first: ${what}.`)] : [`${test} || refuse ${quoted(what)}`];
};

const seenBy = (watch: Watch, expects: string): string | undefined => {
  if (watch.kind === 'query' && !expects.includes('⏎'))
    return `[ "$(${shellQuoted(watch.argv)})" = ${quoted(expects)} ]`;
  if (watch.kind !== 'path') return undefined;
  const link = /^symlink to (.+)$/.exec(expects)?.[1];
  if (link !== undefined) return `[ "$(readlink -- ${quoted(watch.path)})" = ${quoted(link)} ]`;
  return expects === 'absent' ? nothingAt(watch.path) : undefined;
};

/** What a link leads to belongs to whoever made the link. */
const plainFile = (path: string): string => `{ [ -f ${quoted(path)} ] && [ ! -L ${quoted(path)} ]; }`;

/** Not even a link that leads nowhere. */
const nothingAt = (path: string): string => `{ [ ! -e ${quoted(path)} ] && [ ! -L ${quoted(path)} ]; }`;

const unless = ({ unlessRunning }: StepOf<'remove-file'>): readonly string[] =>
  unlessRunning === undefined
    ? []
    : [
        `[ "$(cat /proc/${unlessRunning.pid}/comm 2>/dev/null)" != ${quoted(unlessRunning.comm)} ] || refuse ${quoted(`process ${unlessRunning.pid} is ${unlessRunning.comm}`)}`,
      ];

const editing = (step: EditFileStep, at: number): readonly string[] => {
  const { path, edit, expect, privilege, mode = 0o644, validate, reread = [] } = step;
  const edited = applyEdit(expect, edit);
  if (edited.kind === 'impossible') return [`refuse ${quoted(`${path}: ${edited.why}`)}`];
  if (/\*{3}/.test(`${expect ?? ''}${edited.text}`))
    return [
      comment(editDiff(step) ?? ''),
      `refuse ${quoted(`${path} may hold secrets, which no script should carry: make the change above by hand, or have dockmedic make it`)}`,
    ];
  const beside = besideOf(path);
  const root = privilege === 'root' ? 'as_root ' : '';
  return [
    ...(expect === undefined
      ? [
          `${nothingAt(path)} || refuse ${quoted(`${path} exists by now`)}`,
          run(['install', '-d', '-m', '0755', path.slice(0, path.lastIndexOf('/')) || '/'], privilege),
          run(['install', '-m', mode.toString(8).padStart(4, '0'), '/dev/null', beside], privilege),
        ]
      : [
          `${plainFile(path)} || refuse ${quoted(`${path} is a link, or no file`)}`,
          `printf %s ${quoted(expect)} | ${root}cmp -s -- - ${quoted(path)} || refuse ${quoted(`${path} was changed`)}`,
          ...keeping(step, at),
          run(['cp', '-aT', '--remove-destination', '--', path, beside], privilege),
        ]),
    `printf %s ${quoted(edited.text)} | ${root}dd of=${quoted(beside)} conv=fsync status=none`,
    ...(validate === undefined ? [] : [run(withCandidate(validate, beside), privilege)]),
    run(['mv', '-T', '--', beside, path], privilege),
    ...reread.map((argv) => run(argv, privilege)),
  ];
};

const withCandidate = ([program, ...words]: Argv, candidate: string): Argv => [
  program,
  ...words.map((word) => word.replace(CANDIDATE, candidate)),
];

/** The engine itself refuses what is in use: none of these commands has force. */
const removing = (step: RemoveObjectsStep): readonly string[] =>
  removals(step).flatMap(({ argv, objects }) => [
    comment(objects.map(({ name }) => name).join(', ')),
    shellQuoted(argv),
  ]);
