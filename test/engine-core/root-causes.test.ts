import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checks } from '#checks/index';
import { findRootCauses } from '#engine/root-causes';
import { checkWith, finding, outcome } from '#test/support/outcomes';

const codesOf = (roots: ReturnType<typeof findRootCauses>['roots']): readonly string[] =>
  roots.map(({ finding: { code } }) => code);

describe('findings', () => {
  const disk = checkWith('storage/disk', { full: { leadsTo: ['dead', 'stale'] } });
  const daemon = checkWith('engine/daemon', { dead: { leadsTo: ['stale'] } });
  const socket = checkWith('access/socket', { stale: {} });

  it('folds a chain under its first link', () => {
    const echo = finding('stale');
    const causes = findRootCauses([
      outcome(socket, { findings: [echo] }),
      outcome(daemon, { findings: [finding('dead')] }),
      outcome(disk, { findings: [finding('full')] }),
    ]);
    expect(codesOf(causes.roots)).toEqual(['full']);
    expect(causes.causeOf.get(echo)?.finding.code).toBe('dead');
  });

  it('keeps two independent faults apart', () => {
    const other = checkWith('network/dns', { broken: {} });
    const causes = findRootCauses([
      outcome(disk, { findings: [finding('full')] }),
      outcome(other, { findings: [finding('broken')] }),
    ]);
    expect(codesOf(causes.roots)).toEqual(['full', 'broken']);
  });

  it('does not fold findings about different engines', () => {
    const causes = findRootCauses([
      outcome(daemon, { findings: [finding('dead', { engine: 'unix:///a' })] }),
      outcome(socket, { findings: [finding('stale', { engine: 'unix:///b' })] }),
    ]);
    expect(codesOf(causes.roots)).toEqual(['dead', 'stale']);
  });

  it('does not let a warning account for an error', () => {
    const causes = findRootCauses([
      outcome(disk, { findings: [finding('full', { severity: 'warning' })] }),
      outcome(socket, { findings: [finding('stale')] }),
    ]);
    expect(codesOf(causes.roots)).toEqual(['stale', 'full']);
  });

  it('never makes a remark a root', () => {
    expect(
      findRootCauses([outcome(disk, { findings: [finding('full', { severity: 'info' })] })]).roots,
    ).toEqual([]);
  });
});

describe('rows without an answer', () => {
  const socket = checkWith('access/socket', { missing: {} }, ['engine-info']);
  const blocked = outcome(checkWith('engine/info', {}), { status: 'unverified', missingFact: 'engine-info' });

  it('are blocked by the finding that explains the missing fact', () => {
    const causes = findRootCauses([blocked, outcome(socket, { findings: [finding('missing')] })]);
    expect(causes.blockerOf.get(blocked)?.finding.code).toBe('missing');
  });

  it('are blocked by the root of that finding', () => {
    const disk = checkWith('storage/disk', { full: { leadsTo: ['missing'] } });
    const causes = findRootCauses([
      blocked,
      outcome(socket, { findings: [finding('missing')] }),
      outcome(disk, { findings: [finding('full')] }),
    ]);
    expect(causes.blockerOf.get(blocked)?.finding.code).toBe('full');
  });

  it('stay unexplained when nothing explains them', () => {
    expect(findRootCauses([blocked, outcome(socket)]).blockerOf.size).toBe(0);
  });
});

describe('whatever the findings', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const anyWorld = fc
    .array(
      fc.record({
        name: fc.constantFrom(...names),
        leadsTo: fc.subarray(names),
        severity: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
        engine: fc.constantFrom(undefined, 'one', 'two'),
      }),
      { maxLength: 8 },
    )
    .map((items) =>
      items.map(({ name, leadsTo, severity, engine }, index) => {
        const check = checkWith(`test/${index}`, { [name]: { severity, leadsTo } });
        return outcome(check, { findings: [finding(name, engine === undefined ? {} : { engine })] });
      }),
    );

  it('no finding is its own cause, directly or in a circle', () => {
    fc.assert(
      fc.property(anyWorld, (outcomes) => {
        const { causeOf } = findRootCauses(outcomes);
        for (const start of causeOf.keys()) {
          const seen = new Set([start]);
          for (let at = causeOf.get(start)?.finding; at !== undefined; at = causeOf.get(at)?.finding) {
            expect(seen.has(at)).toBe(false);
            seen.add(at);
          }
        }
      }),
    );
  });

  it('every error or warning is a root or leads to one, and no healthy row is a root', () => {
    fc.assert(
      fc.property(anyWorld, (outcomes) => {
        const { causeOf, roots } = findRootCauses(outcomes);
        const serious = outcomes.filter(
          ({ check, findings: [one] }) => check.codes[one?.code ?? '']?.severity !== 'info',
        );
        for (const { findings } of serious) {
          for (const one of findings) {
            let at = one;
            for (let next = causeOf.get(at); next !== undefined; next = causeOf.get(at)) at = next.finding;
            expect(roots.some((root) => root.finding === at)).toBe(true);
          }
        }
        for (const { outcome: from } of roots) expect(from.findings.length).toBeGreaterThan(0);
      }),
    );
  });

  it('findings that name each other nowhere are all roots', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...names), { minLength: 2 }), (chosen) => {
        const outcomes = chosen.map((name) =>
          outcome(checkWith(`test/${name}`, { [name]: {} }), { findings: [finding(name)] }),
        );
        expect(findRootCauses(outcomes).roots).toHaveLength(chosen.length);
      }),
    );
  });
});

describe('the catalogue', () => {
  const leadsTo = new Map(
    checks.flatMap(({ codes }) =>
      Object.entries(codes).map(([name, { leadsTo: to }]) => [name, to ?? []] as const),
    ),
  );

  it('has no circle in what leads to what', () => {
    const visit = (name: string, path: readonly string[]): void => {
      if (path.includes(name))
        throw new Error(`circle: ${[...path, name].join(' → ')}; drop one of these leadsTo`);
      for (const next of leadsTo.get(name) ?? []) visit(next, [...path, name]);
    };
    for (const name of leadsTo.keys()) visit(name, []);
  });

  it('uses every code in one check alone', () => {
    const all = checks.flatMap(({ id, codes }) => Object.keys(codes).map((name) => ({ name, id })));
    const twice = all.filter(({ name, id }) => all.some((other) => other.name === name && other.id !== id));
    expect(twice).toEqual([]);
  });
});
