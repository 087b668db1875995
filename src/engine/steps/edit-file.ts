import type { PlainAct } from '#core/act';
import { isUnavailable, type Unavailable } from '#core/answer';
import { CANDIDATE, type EditFileStep } from '#core/fix';
import { type Argv, describeAddress, type EngineAddress, type Host } from '#core/host';
import { withoutSecrets } from '#core/secrets';
import { applyEdit } from '#parse/apply-edit';
import { fileDiff } from '../edit-diff.ts';
import { type BackupPlaces, besideOf, candidateOf, copyAt, keepCopy } from './keep.ts';
import type { Prepared } from './prepare.ts';

/** The new text is made, written through and judged in dockmedic's own directory; then it takes the file's place at once. */
export const prepareEditFile = async (
  step: EditFileStep,
  at: number,
  host: Host,
  places: BackupPlaces,
): Promise<Prepared> => {
  const found = await whole(step, host);
  if (found.kind === 'refused') return found;
  const text = newText(step, found.text);
  if (typeof text !== 'string') return text;
  if (text === found.text) return { kind: 'nothing-to-do', text: `${step.path} says so already` };
  const missing = await missingDirectories(step.path, host);
  if (missing === undefined) return refused(`the directory of ${step.path} cannot be looked at`);
  return {
    ...ready(step, at, places, { text, exists: found.text !== undefined, missing }),
    ...(step.answers === undefined ? {} : { afterwards: returning(step.answers, host) }),
  };
};

// 20 s: a start that succeeded is told before the engine has brought back its containers, and an init script tells nothing.
const LOOKS = 40;
const PAUSE_MS = 500;

const returning =
  (address: EngineAddress, host: Host): (() => Promise<string | undefined>) =>
  async () => {
    let last = '';
    for (let look = 0; look < LOOKS; look += 1) {
      const reply = await host.engineGet(address, '/_ping', { timeoutMs: 2000 }).catch(() => undefined);
      if (reply !== undefined && !isUnavailable(reply) && reply.status === 200) return undefined;
      last = reply === undefined ? 'the look failed' : answerOf(reply);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return `the engine at ${describeAddress(address)} did not come back: ${last}`;
  };

const answerOf = (reply: Unavailable | { readonly status: number }): string =>
  isUnavailable(reply) ? reply.detail : `HTTP ${reply.status}`;

type Refused = Extract<Prepared, { readonly kind: 'refused' }>;

const refused = (text: string): Refused => ({ kind: 'refused', text });

type Whole = { readonly kind: 'whole'; readonly text: string | undefined } | Refused;

const whole = async ({ path, expect }: EditFileStep, host: Host): Promise<Whole> => {
  const seen = await host.lstat(path);
  if (isUnavailable(seen)) {
    if (seen.reason !== 'absent') return refused(`${seen.source}: ${seen.detail}`);
    return expect === undefined
      ? { kind: 'whole', text: undefined }
      : refused(`${path} is gone since it was looked at`);
  }
  if (seen.type === 'symlink')
    return refused(
      `${path} is a link to ${seen.linkTarget ?? 'another file'}: change that file by hand, or by what made the link`,
    );
  if (seen.type !== 'file') return refused(`${path} is no file but a ${seen.type}`);
  const text = await host.readWhole(path);
  if (isUnavailable(text)) return refused(`${text.source}: ${text.detail}`);
  const shown = withoutSecrets(text);
  return shown === expect
    ? { kind: 'whole', text }
    : refused(`${path} was changed since it was looked at:\n${fileDiff(path, expect, shown)}`);
};

const newText = ({ edit, path, expect }: EditFileStep, text: string | undefined): string | Refused => {
  const edited = applyEdit(text, edit);
  if (edited.kind === 'impossible') return refused(`${path}: ${edited.why}`);
  const promised = applyEdit(expect, edit);
  // What was hidden from the plan may not lead to another change than the one that was shown.
  return promised.kind === 'edited' && promised.text === withoutSecrets(edited.text)
    ? edited.text
    : refused(`${path}: the change would not be the one that was shown`);
};

/** The directories above the path that do not exist, outermost first. `undefined`: that cannot be known. */
const missingDirectories = async (path: string, host: Host): Promise<readonly string[] | undefined> => {
  const missing: string[] = [];
  for (let at = parentOf(path); at !== '/'; at = parentOf(at)) {
    const found = await host.stat(at);
    if (!isUnavailable(found)) return found.type === 'directory' ? missing : undefined;
    if (found.reason !== 'absent') return undefined;
    missing.unshift(at);
  }
  return missing;
};

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

interface Written {
  readonly text: string;
  readonly exists: boolean;
  readonly missing: readonly string[];
}

const REREAD_TIMEOUT_MS = 120_000;

const ready = (step: EditFileStep, at: number, places: BackupPlaces, written: Written): Prepared => {
  const { path, privilege, validate, mode = 0o644 } = step;
  const copy = copyAt(places, privilege, at);
  const candidate = candidateOf(copy);
  const beside = besideOf(path);
  const kept = keepCopy(path, at, privilege, places);
  const plain = (argv: Argv): PlainAct => ({ argv, privilege });
  const commands = (list: readonly Argv[]): readonly PlainAct[] =>
    list.map((argv) => ({ argv, privilege, timeoutMs: REREAD_TIMEOUT_MS }));
  const reread = step.reread ?? [];
  const emptied = [...written.missing].reverse().map((directory) => plain(removingIfEmpty(directory)));
  return {
    kind: 'ready',
    first: [
      ...(written.exists
        ? [...kept.first, plain(['cp', '-aT', '--', path, candidate])]
        : [
            plain(['install', '-d', '-m', '0700', places[privilege]]),
            plain(['install', '-m', octal(mode), '/dev/null', candidate]),
          ]),
      { ...plain(['dd', `of=${candidate}`, 'conv=fsync', 'status=none']), input: written.text },
      ...(validate === undefined ? [] : [plain(judging(validate, candidate))]),
    ],
    byHand: `the change of ${path} that the plan shows`,
    act: plain(
      written.missing.length === 0
        ? placing(written, candidate, beside)
        : ['install', '-d', '-m', '0755', ...written.missing],
    ),
    more: [
      ...(written.missing.length === 0 ? [] : [plain(placing(written, candidate, beside))]),
      plain(['mv', '-T', '--', beside, path]),
      plain(['sync', parentOf(path)]),
      ...commands(reread),
    ],
    inverse: [
      ...(written.exists ? kept.putBack : [plain(['rm', '-f', '--', beside, path])]),
      ...emptied,
      ...commands(step.rereadBack ?? reread),
    ],
    inverseAfterFailure: true,
    copy: privilege,
    sweep: [plain(['rm', '-f', '--', beside]), ...emptied],
    watch: { kind: 'path', path, wanted: 'present' },
  };
};

/** A file that is replaced keeps its attributes; one that is made gets those of its place. */
const placing = ({ exists }: Written, candidate: string, beside: string): Argv =>
  exists
    ? ['cp', '-aT', '--remove-destination', '--', candidate, beside]
    : ['cp', '-T', '--preserve=mode,ownership', '--', candidate, beside];

/** Also where it is gone already, or holds something of somebody else by now. */
const removingIfEmpty = (directory: string): Argv => [
  'find',
  parentOf(directory),
  ...['-maxdepth', '1', '-path', directory, '-type', 'd', '-empty', '-delete'],
];

const judging = ([program, ...words]: Argv, candidate: string): Argv => [
  program,
  ...words.map((word) => word.replace(CANDIDATE, candidate)),
];

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
