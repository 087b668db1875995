import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checks } from '#checks/index';
import { probingHost } from '#core/host';
import { assembleReport } from '#engine/assemble-report';
import { createCollector } from '#engine/collect-facts';
import { runChecks } from '#engine/run-checks';
import type { Recording } from '#host/recording';
import { replayAsk } from '#host/replay';

/** A recorded host is judged anywhere, without that host. */
const judge = async (name: string) => {
  const text = readFileSync(new URL(`../recordings/${name}.json`, import.meta.url), 'utf8');
  const recording = JSON.parse(text) as Recording; // made by `dockmedic capture`
  const { signal } = new AbortController();
  setMaxListeners(0, signal); // every fact in flight listens to it
  const collector = createCollector({
    host: probingHost(recording.target, replayAsk(recording)),
    factTimeoutMs: 5000,
    passive: false,
    offline: false,
    signal,
  });
  const outcomes = await runChecks({ checks, collector, nowMs: () => 0 });
  return assembleReport(outcomes, {
    tool: { name: 'dockmedic', version: '0.0.0' },
    target: recording.target,
    startedAtMs: 0,
    durationMs: 0,
    failOn: 'error',
  });
};

describe('recorded hosts', () => {
  it.each([
    ['debian12-docker20.10-healthy', 0, []],
    ['debian12-daemon-json-and-dns-broken', 1, ['djson-invalid-json', 'dns-host-broken']],
  ])('%s', async (name, exitCode, roots) => {
    const report = await judge(name);
    expect(report.checks.map(({ id, status }) => `${id}: ${status}`)).toMatchSnapshot();
    expect(report.rootCauses.map(({ code }) => code)).toEqual(roots);
    expect(report.exitCode).toBe(exitCode);
  });
});
