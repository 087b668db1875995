import { describe, expect, it } from 'vitest';
import { chosen, trialsOf } from './catalogue.ts';
import { defineFault, defineHealthy, type Fault } from './fault.ts';
import { GENERATIONS, generationsNamed } from './generations.ts';
import { missingFrom, resultsPage } from './results.ts';
import type { Verdict } from './runner.ts';

const nothing = () => Promise.resolve();
const stopped = defineFault({
  code: 'sock-missing',
  title: 'stopped | gone',
  engines: 'all',
  inject: nothing,
  expect: { roots: ['sock-missing'], fix: ['sock-missing'] },
});
const malformed = defineFault({
  code: 'dockerhost-malformed',
  title: 'without unix://',
  inject: nothing,
  expect: { roots: ['dockerhost-malformed'] },
});
const plain = defineHealthy({ name: 'plain', title: 'as it comes', engines: 'all', inject: nothing });
const faults: readonly Fault[] = [malformed, plain, stopped];

const [first, second, third] = GENERATIONS;
const verdict = (fault: Fault, generation = first, change: Partial<Verdict> = {}): Verdict => {
  if (generation === undefined) throw new Error('There are three generations');
  const repaired = fault.expect.fix === undefined ? 'no fix' : 'yes';
  return { fault, generation, diagnosed: 'yes', repaired, complaints: [], wallMs: 1, ...change };
};
const page = (verdicts: readonly Verdict[], former = ''): string =>
  resultsPage(former, verdicts, faults, GENERATIONS);
const rowOf = (text: string, code: string): readonly string[] =>
  (text.split('\n').find((line) => line.startsWith(`| \`${code}\``)) ?? '')
    .split(/(?<!\\)\|/)
    .slice(2, -1)
    .map((cell) => cell.trim());

describe('trials', () => {
  it('makes every fault in the first generation, and those of all in the others', () => {
    const codes = trialsOf(faults, GENERATIONS).map(
      ({ fault, generation }) => `${generation.id} ${fault.code}`,
    );

    expect(codes).toEqual([
      ...['20.10 dockerhost-malformed', '20.10 healthy/plain', '20.10 sock-missing'],
      ...['26 healthy/plain', '26 sock-missing', '28 healthy/plain', '28 sock-missing'],
    ]);
  });

  it('chooses a code with all its forms, and refuses what there is not', () => {
    expect(chosen(faults, ['healthy']).map(({ code }) => code)).toEqual(['healthy/plain']);
    expect(() => chosen(faults, ['sock-missin'])).toThrow('No such fault in the lab: sock-missin');
    expect(generationsNamed('26')).toEqual([second]);
    expect(generationsNamed('all')).toEqual(GENERATIONS);
    expect(() => generationsNamed('27')).toThrow('No such engine in the lab: 27');
  });
});

describe('the page of results', () => {
  it('has a column for each generation and a section for each kind', () => {
    const text = page([verdict(stopped), verdict(stopped, third), verdict(malformed), verdict(plain)]);

    expect(rowOf(text, 'sock-missing')).toEqual(['stopped \\| gone', '✔ repaired', '', '✔ repaired']);
    expect(rowOf(text, 'dockerhost-malformed')).toEqual(['without unix://', '✔', '–', '–']);
    expect(text.match(/^## .*/gm)).toEqual(['## Faults', '## Healthy hosts']);
  });

  it('counts on top', () => {
    const text = page([verdict(stopped), verdict(stopped, second, { repaired: 'no' }), verdict(malformed)]);

    expect(text).toMatch(/\| Faults diagnosed +\| 2 of 2 +\| 1 of 1 +\| 0 of 1 +\|/);
    expect(text).toMatch(/\| Repaired, of those with a fix +\| 1 of 1 +\| 0 of 1 +\| 0 of 1 +\|/);
    expect(text).toMatch(/\| Unusual hosts found healthy +\| 0 of 1 /);
    expect(text).toMatch(/\| Pairs of faults told apart +\| – /);
  });

  it('keeps what earlier runs found, and forgets faults that are no longer made', () => {
    const former = page([verdict(stopped), verdict(malformed)]);
    const later = resultsPage(
      former,
      [verdict(stopped, second, { diagnosed: 'no' })],
      [stopped],
      GENERATIONS,
    );

    expect(rowOf(later, 'sock-missing')).toEqual(['stopped \\| gone', '✔ repaired', '✖ repaired', '']);
    expect(later).not.toContain('dockerhost-malformed');
  });

  it('tells what is missing from it, and what is not as expected', () => {
    const text = page([
      verdict(stopped),
      verdict(stopped, second, { repaired: 'no' }),
      verdict(malformed, first, { diagnosed: 'no' }),
      verdict(plain, first, { diagnosed: 'not tried', repaired: 'not tried' }),
      verdict(plain, second),
    ]);

    expect(missingFrom(text, faults, GENERATIONS)).toEqual([
      'dockerhost-malformed on Docker 20.10: ✖',
      'healthy/plain on Docker 20.10: not tried',
      'sock-missing on Docker 26: ✔ **not repaired**',
      'healthy/plain on Docker 28: never run',
      'sock-missing on Docker 28: never run',
    ]);
  });
});
