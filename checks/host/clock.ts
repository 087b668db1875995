import { defineCheck } from '#core/check';
import type { Evidence, FindingOf } from '#core/finding';
import { type ClockSkew, clockSkew, isNotable, type OtherClock } from '#facts/clock-skew';
import { clockCodes } from './clock.codes.ts';

type Finding = FindingOf<typeof clockCodes>;

export const hostClock = defineCheck({
  id: 'host/clock',
  title: 'The clock is right',
  about:
    'A virtual machine that slept and a host without NTP have the wrong time, and certificates, tokens and package lists then count as expired or as not yet valid. This check holds the clocks of engine and registries beside this host; it asks nobody for it that is not asked anyway.',
  symptoms: ['x509: certificate has expired or is not yet valid (wrong clock)'],
  informing: true,
  needs: { clocks: clockSkew },
  codes: clockCodes,
  evaluate: ({ clocks }) => {
    const { engine, servers } = clocks;
    return {
      evidence: [clockEvidence(engine), ...servers.map(clockEvidence), ...syncEvidence(clocks)],
      findings: [...judgeHost(servers), ...judgeEngine(clocks)],
    };
  },
});

const DAY_MS = 24 * 3600 * 1000;

/** From a day on, certificates and package lists of every day are refused. */
const severityOf = (aheadMs: number): { readonly severity?: 'error' } =>
  Math.abs(aheadMs) >= DAY_MS ? { severity: 'error' } : {};

/** Of two that disagree nobody can say which is right; two others that agree make this one wrong. */
const judgeHost = (servers: readonly OtherClock[]): readonly Finding[] => {
  const off = servers.filter(isNotable);
  const [first] = off;
  if (first === undefined || off.length < servers.length) return [];
  const agreeing = off.filter(({ aheadMs }) => !isNotable({ aheadMs: aheadMs - first.aheadMs }));
  if (agreeing.length < off.length) return [];
  const whose = agreeing.length > 1 ? 'host' : 'unknown';
  const params = {
    whose,
    name: 'this host',
    by: spanOf(first.aheadMs),
    behind: first.aheadMs > 0,
    against: agreeing.map(({ name }) => name).join(', '),
  } as const;
  const severity = whose === 'host' ? severityOf(first.aheadMs) : {};
  return [{ code: 'clock-skew', subject: 'this host', params, ...severity }];
};

const judgeEngine = ({ engine }: ClockSkew): readonly Finding[] => {
  if (!isNotable(engine)) return [];
  const { name, aheadMs } = engine;
  const params = {
    whose: 'engine',
    name,
    by: spanOf(aheadMs),
    behind: aheadMs < 0,
    against: 'this host',
  } as const;
  return [{ code: 'clock-skew', subject: name, params, ...severityOf(aheadMs), engine: name }];
};

const UNITS = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const spanOf = (aheadMs: number): string => {
  const ms = Math.abs(aheadMs);
  const [unit, unitMs] = UNITS.find(([, size]) => ms >= size * 2) ?? (['second', 1000] as const);
  return `${Math.round(ms / unitMs)} ${unit}s`;
};

const clockEvidence = ({ name, aheadMs }: OtherClock): Evidence => ({
  source: `clock of ${name}`,
  observed: isNotable({ aheadMs })
    ? `${spanOf(aheadMs)} ${aheadMs < 0 ? 'behind' : 'ahead of'} this host`
    : 'as that of this host',
});

const syncEvidence = ({ sync }: ClockSkew): readonly Evidence[] => {
  if (sync === undefined) return [];
  const { enabled, synchronized } = sync;
  const observed = `NTP ${enabled ? 'on' : 'off'}, ${synchronized ? '' : 'not '}synchronized`;
  return [{ source: 'timedatectl show', observed }];
};
