// `npm run lab -- [CODE…] [--list] [--keep] [--verbose]`: breaks real hosts and holds the program's verdicts against what was broken.
// As root, on a machine with dockerd and debootstrap. Results go to test/lab/RESULTS.md.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allFaults, chosen } from '../test/lab/catalogue.ts';
import { doctorOf, inBrief } from '../test/lab/doctor.ts';
import type { Fault } from '../test/lab/fault.ts';
import { LabHost } from '../test/lab/host.ts';
import { DEBIAN_12, imageOf } from '../test/lab/image.ts';
import { cacheFolder, OuterEngine } from '../test/lab/outer.ts';
import { packProgram } from '../test/lab/program.ts';
import { writeResults } from '../test/lab/results.ts';
import { tryFault, type Verdict } from '../test/lab/runner.ts';
import { prepare } from './prepare.mjs';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const words = process.argv.slice(2);
const has = (flag: string): boolean => words.includes(flag);
const say = (line: string): void => console.log(line);

const main = async (): Promise<number> => {
  const all = await allFaults();
  const faults = chosen(
    all,
    words.filter((word) => !word.startsWith('--')),
  );
  if (has('--list')) {
    for (const { code, title } of faults) say(`${code.padEnd(44)} ${title}`);
    return 0;
  }
  if (process.getuid?.() !== 0)
    throw new Error('The lab starts an engine and hosts of its own: run it as root');
  prepare();
  const outer = await OuterEngine.open(cacheFolder(process.env), process.pid);
  onSignals(() => outer.close());
  try {
    const verdicts = await tryAll(outer, faults);
    const codes = new Set(all.map(({ code }) => code));
    await writeResults(join(repository, 'test/lab/RESULTS.md'), verdicts, DEBIAN_12.engine, codes);
    return summary(verdicts);
  } finally {
    if (has('--keep')) await keep(outer);
    await outer.close();
  }
};

const tryAll = async (outer: OuterEngine, faults: readonly Fault[]): Promise<readonly Verdict[]> => {
  const image = await imageOf(outer, DEBIAN_12, say);
  const program = await packProgram(repository, outer.folder);
  const doctor = await doctorOf(program);
  const begin = async (): Promise<LabHost> => {
    const host = await LabHost.start(outer, image, program, process.execPath);
    await host.ready();
    return host;
  };
  const verdicts: Verdict[] = [];
  let next = begin();
  for (const [index, fault] of faults.entries()) {
    const host = await next;
    const isLast = index === faults.length - 1;
    if (!isLast) next = ahead(begin()); // it comes up while this one is tried
    const verdict = await tryFault(fault, host, doctor).catch((error: unknown) => broken(fault, error));
    tell(verdict);
    verdicts.push(verdict);
    if (!(isLast && has('--keep'))) await host.close();
  }
  return verdicts;
};

/** Its failure is met where it is awaited, not before. */
const ahead = (host: Promise<LabHost>): Promise<LabHost> => {
  host.catch(() => undefined);
  return host;
};

const broken = (fault: Fault, error: unknown): Verdict => ({
  fault,
  diagnosed: 'not tried',
  repaired: 'not tried',
  complaints: [`the fault could not be made: ${error instanceof Error ? error.message : String(error)}`],
  wallMs: 0,
});

const tell = ({ fault, diagnosed, repaired, complaints, wallMs, diagnosis }: Verdict): void => {
  const mark = complaints.length === 0 ? 'ok  ' : 'FAIL';
  const times = diagnosis === undefined ? '' : `, diagnosis ${Math.round(diagnosis.wallMs)} ms`;
  say(
    `${mark} ${fault.code}: ${fault.title} (diagnosed ${diagnosed}, repaired ${repaired}, ${Math.round(wallMs / 100) / 10} s${times})`,
  );
  for (const complaint of complaints) say(complaint.replaceAll(/^/gm, '     '));
  if (has('--verbose') && diagnosis !== undefined && complaints.length === 0)
    say(inBrief(diagnosis).replaceAll(/^/gm, '     | '));
};

const summary = (verdicts: readonly Verdict[]): number => {
  const failed = verdicts.filter(({ complaints }) => complaints.length > 0);
  say(`${verdicts.length - failed.length} of ${verdicts.length} as expected`);
  for (const { fault } of failed) say(`  not: ${fault.code}`);
  return failed.length === 0 ? 0 : 1;
};

const onSignals = (clear: () => Promise<void>): void => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      void clear().finally(() => process.exit(code));
    });
  }
};

/** Leaves the last host for looking, until Ctrl-C. */
const keep = async (outer: OuterEngine): Promise<void> => {
  const id = (await outer.must(['ps', '--quiet'])).trim();
  say(`kept: docker -H unix://${outer.socket} exec -it ${id} bash -l   (Ctrl-C removes it)`);
  await new Promise(() => setInterval(() => undefined, 60_000));
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`lab: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
