import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoLab } from './able.ts';
import { allFaults, type Trial, trialsOf } from './catalogue.ts';
import { GENERATIONS } from './generations.ts';
import { Lab } from './lab.ts';
import { missingFrom, resultsPage } from './results.ts';
import type { Verdict } from './runner.ts';

const OPENING_MS = 30 * 60_000; // three images on a fresh machine
const TRIAL_MS = 8 * 60_000;

const RESULTS = new URL('RESULTS.md', import.meta.url);
const WRITES_RESULTS = process.env['DOCKMEDIC_LAB_RESULTS'] === 'write';

const say = (line: string): void => void process.stderr.write(`lab: ${line}\n`);

const faults = await allFaults();
const reason = await whyNoLab(GENERATIONS);

test('RESULTS.md shows every fault of the lab as expected; else `npm run lab -- CODE --engine all` writes it', async () => {
  const page = await readFile(RESULTS, 'utf8');

  expect(missingFrom(page, faults, GENERATIONS)).toEqual([]);
});

if (reason === undefined) describe('the lab', onHosts);
else if (process.env['DOCKMEDIC_REQUIRE_ENGINE'] === '1')
  test('the lab', () => {
    throw new Error(`DOCKMEDIC_REQUIRE_ENGINE is set, but no host can be made here: ${reason}`);
  });
else {
  say(`left out, no host can be made here: ${reason}`);
  test.skip(`the lab (no host can be made here: ${reason})`, () => undefined);
}

/** Some at a time (maxConcurrency), each on a host of its own. */
function onHosts(): void {
  let lab: Lab | undefined;
  beforeAll(async () => {
    lab = await Lab.open(GENERATIONS, say);
  }, OPENING_MS);
  const verdicts: Verdict[] = [];
  const tried = new Set<Trial>();
  afterAll(async () => {
    await lab?.close();
    if (!WRITES_RESULTS) return;
    const former = await readFile(RESULTS, 'utf8');
    await writeFile(RESULTS, resultsPage(former, verdicts, faults, GENERATIONS));
  }, OPENING_MS);

  for (const trial of trialsOf(faults, GENERATIONS)) {
    const { fault, generation } = trial;
    const name = `${fault.code} on Docker ${generation.id}: ${fault.title}`;
    // Hosts share two cores here, and a unit of theirs may be slow once: a second host decides, and the first is told.
    test.concurrent(name, { timeout: TRIAL_MS, retry: 1 }, async () => {
      if (lab === undefined) throw new Error('The lab is not open');
      const verdict = await lab.tryOne(trial);
      // RESULTS.md is as strict as `npm run lab`: the first host counts there.
      if (!tried.has(trial)) verdicts.push(verdict);
      tried.add(trial);
      if (verdict.complaints.length > 0) say(`not as expected: ${name}\n${verdict.complaints.join('\n')}`);

      expect(verdict.complaints.join('\n')).toBe('');
    });
  }
}
