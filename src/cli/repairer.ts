import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import type { AnyCheck } from '#core/check';
import type { Proof, Risk } from '#core/fix';
import type { Argv, Host, Identity } from '#core/host';
import type { CheckRow, RepairRecord } from '#core/report';
import type { Aside, RepairObserver } from '#core/session';
import type { OfferedFix } from '#engine/proposals';
import { runFix } from '#engine/run-fix';
import { readWholeText } from '#host/local/files';
import { privilegedRun } from '#host/privileged';
import { sleep } from './examine.ts';
import { gateOf } from './gate.ts';
import { withLogPlace } from './log-hint.ts';
import { look } from './looks.ts';
import type { Options } from './options.ts';
import { openRunHost, type Run } from './run.ts';

export interface RepairRequest {
  readonly offer: OfferedFix;
  readonly checks: readonly AnyCheck[];
  confirm(offer: OfferedFix): Promise<boolean>;
  readonly maxRisk: Risk;
  readonly observer: RepairObserver;
  /** Lends the terminal to `sudo`. Absent: nobody is there to type a password. */
  readonly aside?: Aside;
}

/** Applies one offer on this machine and looks again with the checks that made it. */
export const repair = async (run: Run, options: Options, request: RepairRequest): Promise<RepairRecord> => {
  const { offer, observer, maxRisk } = request;
  if (options.replay !== undefined) return notOfThisMachine(offer, options.replay);
  const host = await repairHost(run, options, request.aside);
  const finders = request.checks.filter(({ id }) => offer.resolves.some(({ check }) => check === id));
  const record = await runFix(offer, {
    confirm: request.confirm,
    host,
    lookAgain: async () => (await look(run, options, { checks: finders, ownDeadline: true })).outcomes,
    prove: (proof) => prove(run, host, proof),
    gate: gateOf(run),
    maxRisk,
    keepGoing: options.keepGoing,
    observer,
    clock: { nowMs: () => Date.now(), sleep },
    signal: run.signal,
  });
  return withLogPlace(record, offer);
};

/** What a recording tells of another machine, or of another day, is no reason to change this one. */
const notOfThisMachine = ({ id }: OfferedFix, recording: string): RepairRecord => ({
  fix: id,
  state: 'refused',
  text: `Nothing was changed: the fault was found in the recording ${recording}, not on this machine.`,
  steps: [],
});

/** Not ended by the run's signal: an interrupted repair is taken back through this very host. */
export const repairHost = async (run: Run, options: Options, aside: Aside | undefined): Promise<Host> => {
  const { signal } = new AbortController();
  const { host } = await openRunHost(run, options, signal);
  const identity = await host.identity();
  const { uid, environment } = isUnavailable(identity) ? { uid: -1, environment: {} } : identity;
  const kill = (pid: number, name: NodeJS.Signals): void => {
    run.process.kill(pid, name);
  };
  return {
    ...host,
    readWhole: readWholeText,
    run: privilegedRun({ uid, environment, signal, kill, ...(aside === undefined ? {} : { aside }) }),
  };
};

const PROOF_TIMEOUT_MS = 30_000;

/** Has dockmedic itself look once more, in a new session of the user, whose groups are read anew. */
const prove = async (
  run: Run,
  host: Host,
  { user, check, without = [] }: Proof,
): Promise<CheckRow | Unavailable> => {
  const identity = await host.identity();
  if (isUnavailable(identity)) return identity;
  const program = [run.process.execPath, run.process.argv[1] ?? '', 'check', check, '--json', '--passive'];
  const inside = [...surroundings(identity, without), ...program, ...engineOf(identity)];
  const argv: Argv = ['runuser', '-u', user, '--', 'env', ...inside];
  const output = await host.run(argv, { privilege: 'root', timeoutMs: PROOF_TIMEOUT_MS });
  if (isUnavailable(output)) return output;
  return rowIn(output.stdout, check) ?? unavailable('malformed', `runuser -u ${user}`, output.stderr.trim());
};

/** runuser keeps root's environment: the new session gets what this user's client goes by instead. */
const surroundings = ({ home, environment }: Identity, without: readonly string[]): readonly string[] => [
  ...(home === undefined ? [] : [`HOME=${home}`]),
  ...Object.entries(environment)
    .filter(([name]) => name.startsWith('DOCKER_') && !without.includes(name))
    .map(([name, value]) => `${name}=${value}`),
];

const engineOf = ({ engineFlags }: Identity): readonly string[] => {
  const { context, host } = engineFlags;
  if (context !== undefined) return ['--context', context];
  return host === undefined ? [] : ['--host', host];
};

const rowIn = (text: string, check: string): CheckRow | undefined => {
  try {
    const { checks: rows } = JSON.parse(text) as { readonly checks?: readonly CheckRow[] }; // our own report
    return rows?.find(({ id }) => id === check);
  } catch {
    return undefined;
  }
};
