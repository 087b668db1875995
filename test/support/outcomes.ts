import type { AnyCheck } from '#core/check';
import { type AnyFinding, code } from '#core/finding';
import type { Outcome } from '#engine/run-checks';

interface CodeShape {
  readonly severity?: 'error' | 'warning' | 'info';
  readonly leadsTo?: readonly string[];
}

/** A check with these codes, whose sentences say their own names. */
export const checkWith = (
  id: string,
  codes: Readonly<Record<string, CodeShape>>,
  explains: readonly string[] = [],
): AnyCheck => ({
  id,
  title: `Title of ${id}`,
  about: '',
  needs: {},
  codes: Object.fromEntries(
    Object.entries(codes).map(([name, { severity = 'error', leadsTo = [] }]) => [
      name,
      code({
        severity,
        leadsTo,
        message: () => `message of ${name}`,
        cause: () => `cause of ${name}`,
        consequence: () => `consequence of ${name}`,
        remedy: () => `remedy of ${name}`,
      }),
    ]),
  ),
  explains: explains.map((fact) => ({
    id: fact,
    summary: fact,
    needs: {},
    creates: false,
    online: false,
    collect: async () => undefined,
  })),
  evaluate: () => ({ evidence: [{ source: 'test', observed: 'test' }], findings: [] }),
});

export const finding = (name: string, more: Partial<AnyFinding> = {}): AnyFinding => ({
  code: name,
  subject: `subject of ${name}`,
  params: {},
  ...more,
});

export const outcome = (check: AnyCheck, more: Partial<Outcome> = {}): Outcome => {
  const findings = more.findings ?? [];
  return {
    check,
    status: findings.length === 0 ? 'ok' : 'error',
    durationMs: 1,
    evidence: [{ source: 'asked', observed: 'answered' }],
    findings,
    ...more,
  };
};
