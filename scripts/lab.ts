// `npm run lab -- [CODE…] [--engine 20.10|26|28|all] [--jobs N] [--list] [--keep] [--no-results] [--verbose]`: breaks real hosts and holds the
// program's verdicts against what was broken. As root, on a machine with dockerd and debootstrap. Results go to test/lab/RESULTS.md.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { whyNoLab } from '../test/lab/able.ts';
import { allFaults, chosen, type Trial, trialsOf } from '../test/lab/catalogue.ts';
import { inBrief } from '../test/lab/doctor.ts';
import { FIRST, GENERATIONS, generationsNamed } from '../test/lab/generations.ts';
import { JOBS, Lab } from '../test/lab/lab.ts';
import { resultsPage } from '../test/lab/results.ts';
import type { Verdict } from '../test/lab/runner.ts';
import { prepare } from './prepare.mjs';

const results = join(dirname(fileURLToPath(import.meta.url)), '..', 'test/lab/RESULTS.md');
const say = (line: string): void => console.log(line);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: FIRST },
    jobs: { type: 'string', default: String(JOBS) },
    list: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    'no-results': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

const main = async (): Promise<number> => {
  const all = await allFaults();
  const trials = trialsOf(chosen(all, positionals), generationsNamed(values.engine));
  if (values.list) {
    for (const { fault, generation } of trials)
      say(`${generation.id.padEnd(6)} ${fault.code.padEnd(44)} ${fault.title}`);
    return 0;
  }
  if (trials.length === 0) throw new Error(`Docker ${values.engine} has none of these faults (see --list)`);
  const generations = GENERATIONS.filter((one) => trials.some(({ generation }) => generation === one));
  prepare();
  const reason = await whyNoLab(generations);
  if (reason !== undefined) throw new Error(`no host can be made here: ${reason}`);
  const lab = await Lab.open(generations, say);
  onSignals(() => lab.close());
  try {
    const verdicts = await tryAll(lab, trials);
    if (isStopping) return await new Promise<never>(() => undefined); // the signal's handler ends us
    if (!values['no-results']) {
      const former = await readFile(results, 'utf8').catch(() => '');
      await writeFile(results, resultsPage(former, verdicts, all, GENERATIONS));
    }
    return summary(verdicts);
  } finally {
    if (values.keep) await keep(lab);
    await lab.close();
  }
};

/** Some at a time, in their order; the verdicts in the order in which they came. */
const tryAll = async (lab: Lab, trials: readonly Trial[]): Promise<readonly Verdict[]> => {
  const waiting = [...trials];
  const verdicts: Verdict[] = [];
  const work = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      const verdict = await lab.tryOne(trial, { keep: values.keep && trial === trials.at(-1) });
      if (isStopping) return; // its host was taken away
      tell(verdict);
      verdicts.push(verdict);
    }
  };
  await Promise.all(Array.from({ length: jobs() }, work));
  return verdicts;
};

const jobs = (): number => {
  const count = Number(values.jobs);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--jobs ${values.jobs} is no count of hosts`);
  return count;
};

const tell = (verdict: Verdict): void => {
  const { fault, generation, diagnosed, repaired, complaints, wallMs, diagnosis } = verdict;
  const mark = complaints.length === 0 ? 'ok  ' : 'FAIL';
  const times = diagnosis === undefined ? '' : `, diagnosis ${Math.round(diagnosis.wallMs)} ms`;
  say(
    `${mark} ${generation.id} ${fault.code}: ${fault.title} (diagnosed ${diagnosed}, repaired ${repaired}, ${Math.round(wallMs / 100) / 10} s${times})`,
  );
  for (const complaint of complaints) say(complaint.replaceAll(/^/gm, '     '));
  if (values.verbose && diagnosis !== undefined && complaints.length === 0)
    say(inBrief(diagnosis).replaceAll(/^/gm, '     | '));
};

const summary = (verdicts: readonly Verdict[]): number => {
  const failed = verdicts.filter(({ complaints }) => complaints.length > 0);
  say(`${verdicts.length - failed.length} of ${verdicts.length} as expected`);
  for (const { fault, generation } of failed) say(`  not: ${generation.id} ${fault.code}`);
  return failed.length === 0 ? 0 : 1;
};

let isStopping = false;

const onSignals = (clear: () => Promise<void>): void => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      isStopping = true;
      void clear().finally(() => process.exit(code));
    });
  }
};

/** Leaves the last host for looking, until Ctrl-C. */
const keep = async ({ outer }: Lab): Promise<void> => {
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
