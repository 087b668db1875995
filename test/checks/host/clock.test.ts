import { describe, expect, test } from 'vitest';
import { hostClock } from '#checks/host/clock';
import type { ClockSkew } from '#facts/clock-skew';

const judge = (clocks: ClockSkew) => hostClock.evaluate({ clocks });
const engine = (aheadMs: number) => ({ name: 'unix:///var/run/docker.sock', aheadMs });
const server = (name: string, aheadMs: number) => ({ name, aheadMs });
const HOUR = 3_600_000;

test('clocks that agree', () => {
  expect(judge({ engine: engine(-900), servers: [server('one', 2000)] })).toEqual({
    evidence: [
      { source: 'clock of unix:///var/run/docker.sock', observed: 'as that of this host' },
      { source: 'clock of one', observed: 'as that of this host' },
    ],
    findings: [],
  });
});

describe('clock-skew', () => {
  test('a virtual machine that slept', () => {
    const sync = { enabled: true, synchronized: true };
    expect(judge({ engine: engine(-5 * HOUR), servers: [], sync })).toMatchObject({
      evidence: [{ observed: '5 hours behind this host' }, { observed: 'NTP on, synchronized' }],
      findings: [
        {
          code: 'clock-skew',
          subject: 'unix:///var/run/docker.sock',
          params: { whose: 'engine', by: '5 hours', behind: true },
          engine: 'unix:///var/run/docker.sock',
        },
      ],
    });
    expect(judge({ engine: engine(72 * HOUR), servers: [] }).findings).toMatchObject([
      { severity: 'error', params: { by: '3 days', behind: false } },
    ]);
  });
  test('two servers that agree make this host wrong; of one and this host, one is', () => {
    const ahead = [server('one', 2 * HOUR), server('two', 2 * HOUR + 900)];
    expect(judge({ engine: engine(0), servers: ahead }).findings).toMatchObject([
      { subject: 'this host', params: { whose: 'host', behind: true, by: '2 hours', against: 'one, two' } },
    ]);
    const [finding] = judge({ engine: engine(0), servers: [server('one', -72 * HOUR)] }).findings;
    expect(finding?.params).toMatchObject({ whose: 'unknown', behind: false });
    expect(finding?.severity).toBeUndefined();
  });
  test('a server whose own clock is wrong says nothing of this host', () => {
    expect(
      judge({ engine: engine(0), servers: [server('one', 2 * HOUR), server('two', 0)] }).findings,
    ).toEqual([]);
    expect(
      judge({ engine: engine(0), servers: [server('one', 2 * HOUR), server('two', -HOUR)] }).findings,
    ).toEqual([]);
  });
});
