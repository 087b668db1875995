import { describe, expect, test } from 'vitest';
import { hostLimits } from '#checks/host/limits';
import { unavailable } from '#core/answer';
import type { InotifyUser } from '#facts/inotify-use';
import type { MapCount } from '#facts/map-count';

const judge = (users: readonly InotifyUser[], maps?: MapCount) =>
  hostLimits.evaluate({
    inotify: {
      maxInstances: 128,
      maxWatches: 65_536,
      users,
      dropIn: { path: '/etc/sysctl.d/x', text: undefined },
    },
    maps,
  });
const codes = (users: readonly InotifyUser[]) =>
  judge(users).findings.map(({ code, subject, severity }) => [code, subject, severity]);

test('enough is left', () => {
  expect(judge([{ uid: 1000, instances: 22, watches: 4012 }])).toEqual({
    evidence: [
      {
        source: 'inotify, of 128 instances and 65536 watches for each user',
        observed: 'user 1000 22 instances and 4012 watches',
      },
    ],
    findings: [],
  });
});

describe('inotify-exhausted', () => {
  test('all are taken; nearly all is a remark', () => {
    const { findings } = judge([{ uid: 0, instances: 128 }]);
    expect(findings[0]?.fixes?.map(({ proposal }) => proposal.steps[0])).toMatchObject([
      { argv: ['sysctl', '-w', 'fs.inotify.max_user_instances=8192'] },
    ]);
    expect(findings).toMatchObject([
      {
        code: 'inotify-exhausted',
        subject: 'user 0, inotify instances',
        params: { kind: 'instances', uid: 0, used: 128, limit: 128, full: true },
      },
    ]);
    expect(codes([{ uid: 1000, instances: 116, watches: 65_536 }])).toEqual([
      ['inotify-exhausted', 'user 1000, inotify instances', 'info'],
      ['inotify-exhausted', 'user 1000, inotify watches', undefined],
    ]);
  });
  test('more than there can be are shared ones, counted twice', () => {
    expect(codes([{ uid: 33, instances: 140 }])).toEqual([
      ['inotify-exhausted', 'user 33, inotify instances', 'info'],
    ]);
  });
  test('many are not all', () => {
    expect(codes([{ uid: 1000, instances: 100, watches: 50_000 }])).toEqual([]);
  });
});

describe('sysctl-max-map-count', () => {
  const one = { name: 'search', image: 'elasticsearch:8.15.0' };
  const maps = (limit: number, refused: boolean) =>
    judge([], { limit, containers: [{ ...one, refused }] }).findings;
  test('a container that ended for it is a warning, one that runs a remark', () => {
    expect(maps(65_530, true)).toMatchObject([{ code: 'sysctl-max-map-count', severity: 'warning' }]);
    expect(maps(65_530, false)).toEqual([
      {
        code: 'sysctl-max-map-count',
        subject: 'search',
        params: { ...one, limit: 65_530, wanted: 262_144, refused: false },
      },
    ]);
  });
  test('enough, or nobody who wants it', () => {
    expect(maps(262_144, true)).toEqual([]);
    const inotify = {
      maxInstances: 128,
      maxWatches: 65_536,
      users: [],
      dropIn: { path: '/etc/sysctl.d/x', text: undefined },
    };
    const missing = unavailable('unreachable', 'GET /containers/json', 'no answer');
    expect(hostLimits.evaluate({ inotify, maps: missing }).findings).toEqual([]);
  });
});
