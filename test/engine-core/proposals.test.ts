import { expect, test } from 'vitest';
import { type AnyCheck, defineCheck } from '#core/check';
import { type AnyFinding, code } from '#core/finding';
import { defineFix, propose } from '#core/fix';
import { describeOffer, gatherOffers } from '#engine/proposals';
import type { Outcome } from '#engine/run-checks';

const mend = defineFix<string>({
  id: 'mend-thing',
  title: 'Mend it',
  risk: 'safe',
  about: 'Mends.',
  plan: (unit) => ({
    steps: [
      {
        kind: 'service',
        unit,
        action: 'start',
        manager: 'systemd',
        sockets: ['docker.socket'],
        why: 'it is down',
      },
    ],
    notes: ['It takes a moment.'],
    asks: 'Is it meant to run?',
  }),
});

const down = code({
  severity: 'error',
  message: () => '',
  cause: () => '',
  consequence: () => '',
  remedy: () => '',
});

const outcome = (id: string, ...findings: readonly AnyFinding[]): Outcome => {
  const check: AnyCheck = defineCheck({
    id,
    title: '',
    about: '',
    symptoms: [],
    needs: {},
    codes: { down, odd: down },
    evaluate: () => ({ evidence: [{ source: '', observed: '' }], findings: [] }),
  });
  return { check, status: 'error', durationMs: 0, evidence: [], findings };
};

const finding = (name: 'down' | 'odd', subject: string, ...units: readonly string[]): AnyFinding => ({
  code: name,
  subject,
  params: {},
  fixes: units.map((unit) => propose(mend, unit)),
});

test('equal plans are one offer, different plans of one fix get numbers', () => {
  const findings = [finding('down', 'a', 'a.service', 'b.service'), finding('odd', 'b', 'a.service')];
  const { offered, idsOf } = gatherOffers([outcome('x/one', ...findings)]);

  expect(offered.map(({ id, resolves }) => ({ id, resolves }))).toEqual([
    {
      id: 'mend-thing',
      resolves: [
        { check: 'x/one', code: 'down', subject: 'a' },
        { check: 'x/one', code: 'odd', subject: 'b' },
      ],
    },
    { id: 'mend-thing#2', resolves: [{ check: 'x/one', code: 'down', subject: 'a' }] },
  ]);
  expect(findings.map((one) => idsOf.get(one))).toEqual([['mend-thing', 'mend-thing#2'], ['mend-thing']]);
});

test('an offer knows what else its checks found before', () => {
  const { offered } = gatherOffers([
    outcome('x/one', finding('down', 'a', 'a.service'), finding('down', 'b')),
    outcome('x/two', finding('odd', 'c')),
  ]);

  expect(offered[0]?.beside).toEqual([{ check: 'x/one', code: 'down', subject: 'b' }]);
});

test('is described with its question, its commands and their way back', () => {
  const { offered } = gatherOffers([
    outcome('x/one', finding('down', 'a', 'a.service'), finding('down', 'b', 'a.service')),
  ]);

  expect(offered.map(describeOffer)).toEqual([
    {
      id: 'mend-thing',
      title: 'Mend it',
      risk: 'safe',
      privilege: 'root',
      undoable: true,
      manual: false,
      notes: ['It takes a moment.', 'Is it meant to run?'],
      resolves: [{ check: 'x/one', code: 'down' }],
      steps: [
        {
          kind: 'service',
          shows: 'systemctl start docker.socket a.service',
          privilege: 'root',
          why: 'it is down',
          undo: 'systemctl stop docker.socket a.service',
        },
      ],
    },
  ]);
});
