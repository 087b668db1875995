import { describe, expect, test } from 'vitest';
import type { EngineKill } from '#facts/engine-kills';
import { codesOf, healthy, judge, stopped } from './daemon-health.support.ts';

const kill = (more: Partial<EngineKill> = {}): EngineKill => ({
  unit: 'docker.service',
  down: true,
  source: 'systemctl show docker.service',
  observed: 'result oom-kill',
  ...more,
});

describe('oom-host-kills-engine', () => {
  test('an engine that is down since is an error, one that runs again a warning', () => {
    expect(judge({ ...stopped, kills: [kill()] }).findings).toMatchObject([
      { code: 'oom-host-kills-engine', subject: 'docker.service', severity: 'error', params: { down: true } },
    ]);
    const again = kill({ unit: 'containerd.service', down: false });
    expect(judge({ ...healthy, kills: [again] }).findings).toMatchObject([
      { code: 'oom-host-kills-engine', subject: 'containerd.service', severity: 'warning' },
    ]);
  });
  test('nobody was killed', () => {
    expect(codesOf({ ...healthy, kills: [] })).toEqual([]);
  });
});

test('engine-runtime-missing: a remark, for only who asks for it meets it', () => {
  const runtimes = [{ name: 'runsc', path: '/usr/local/bin/runsc' }];
  expect(judge({ ...healthy, runtimes }).findings).toMatchObject([
    { code: 'engine-runtime-missing', subject: 'runsc', params: { path: '/usr/local/bin/runsc' } },
  ]);
  expect(codesOf(healthy)).toEqual([]);
});
