import { type Doctor, echoesOf, inBrief, remarksOf, rootsOf, type Said } from './doctor.ts';
import type { Fault } from './fault.ts';
import type { Generation } from './generations.ts';
import type { As, LabHost } from './host.ts';
import { repair } from './repair.ts';

export type Mark = 'yes' | 'no' | 'not tried' | 'no fix';

/** How the program did on one fault. */
export interface Verdict {
  readonly fault: Fault;
  readonly generation: Generation;
  readonly diagnosed: Mark;
  readonly repaired: Mark;
  /** What was wrong, each with the run that shows it; empty: all as expected. */
  readonly complaints: readonly string[];
  readonly wallMs: number;
  /** The run that diagnosed it. */
  readonly diagnosis?: Said;
}

const ADA: As = { user: 'ada' };
const CHECK = ['check', '--json'];

/** Without the host's generation and the time: what the program said and did. */
export type Outcome = Omit<Verdict, 'generation' | 'wallMs'>;

/** One fault from a healthy host to its repair. The host is used up afterwards. */
export const tryFault = async (fault: Fault, host: LabHost, doctor: Doctor): Promise<Outcome> => {
  const before = unhealthy(await doctor(host, CHECK, ADA));
  if (before !== undefined) return notTried(fault, `the host was not healthy before: ${before}`);
  await fault.inject(host);
  const as = { ...ADA, ...fault.on };
  const diagnosis = await doctor(host, [...CHECK, ...(fault.args ?? [])], as);
  const wrong = misdiagnosis(diagnosis, fault);
  const checkAgain = async (login: As) => unhealthy(await doctor(host, CHECK, login));
  const { complaints, mark } = await repair(fault, host, doctor, as, checkAgain);
  return {
    fault,
    diagnosed: wrong === undefined ? 'yes' : 'no',
    repaired: mark,
    complaints: [...(wrong === undefined ? [] : [wrong]), ...complaints],
    diagnosis,
  };
};

/** The lab itself failed. */
export const notMade = (fault: Fault, error: unknown): Outcome =>
  notTried(fault, `the fault could not be made: ${error instanceof Error ? error.message : String(error)}`);

const notTried = (fault: Fault, complaint: string): Outcome => ({
  fault,
  diagnosed: 'not tried',
  repaired: 'not tried',
  complaints: [complaint],
});

/** What is wrong with a run on a host that is well. */
const unhealthy = (said: Said): string | undefined => {
  const rows = said.report?.checks.filter(({ status }) => status !== 'ok' && status !== 'skipped') ?? [];
  const isWell = said.report?.verdict === 'healthy' && said.exitCode === 0 && rows.length === 0;
  return isWell ? undefined : `expected a healthy host, got ${inBrief(said)}`;
};

const misdiagnosis = (said: Said, { expect }: Fault): string | undefined => {
  const unsaid = (expect.remarks ?? []).filter((code) => !remarksOf(said).includes(code));
  if (unsaid.length > 0) return `expected the remarks ${unsaid.join(', ')}; got ${inBrief(said)}`;
  if (expect.roots.length === 0) return unhealthy(said);
  const { exitCode = 1, echoes = [] } = expect;
  const isRight =
    sameSet(rootsOf(said), expect.roots) &&
    echoes.every((code) => echoesOf(said).includes(code)) &&
    said.exitCode === exitCode &&
    said.report?.exitCode === exitCode &&
    !/^ {4}at |Warning:/m.test(said.stderr);
  if (isRight) return undefined;
  const folded = echoes.length === 0 ? '' : `, echoes ${echoes.join(', ')}`;
  return `expected ${expect.roots.join(', ')}${folded}, exit ${exitCode}; got ${inBrief(said)}`;
};

const sameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.toSorted().join() === others.toSorted().join();
