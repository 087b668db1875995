import { describe, expect, test } from 'vitest';
import { containersResources } from '#checks/containers/resources';
import { type ContainerLimits, containerLimits } from '#facts/container-limits';
import { byPath, collected, fakeHost, reply } from '#test/support/fake-host';

const web = {
  name: 'web',
  processLimit: 100,
  refusedProcesses: 0,
  memoryKills: 0,
  openFiles: 12,
  openFilesLimit: 1024,
};
const judge = (running: ContainerLimits['running'], killed: ContainerLimits['killed'] = []) =>
  containersResources.evaluate({ limits: { asked: running.length, running, killed } });

test('nothing was refused', () => {
  expect(judge([web, { name: 'unseen' }])).toEqual({
    evidence: [
      {
        source: 'control groups of 2 of 2 running containers',
        observed: '0 processes killed for memory, 0 refused',
      },
      { source: 'containers that ended with 137', observed: '0 killed for memory' },
    ],
    findings: [],
  });
});

test('containers that could not be looked into are not called well', () => {
  const limits = { asked: 2, running: [], killed: [] };
  expect(containersResources.evaluate({ limits })).toMatchObject({
    findings: [],
    missing: { source: 'control groups' },
  });
});

describe('oom-killed', () => {
  test('processes of a running container', () => {
    expect(
      judge([{ ...web, memoryKills: 26, memoryLimitBytes: 16_777_216, memoryPeakBytes: 16_777_216 }])
        .findings,
    ).toEqual([
      {
        code: 'oom-killed',
        subject: 'web',
        params: { name: 'web', kills: 26, limit: '16.8 MB', peak: '16.8 MB', ended: false },
      },
    ]);
    expect(judge([{ ...web, memoryKills: 1 }]).findings[0]?.params).toMatchObject({ limit: undefined });
  });
  test('the container itself; long ago it is history', () => {
    const day = 24 * 3600 * 1000;
    expect(judge([], [{ name: 'job', finishedAgoMs: 5000 }]).findings).toMatchObject([
      { code: 'oom-killed' },
    ]);
    expect(judge([], [{ name: 'job', finishedAgoMs: 5000 }]).findings[0]).not.toHaveProperty('severity');
    expect(judge([], [{ name: 'job', memoryLimitBytes: 512_000_000 }]).findings).toMatchObject([
      { params: { ended: true, limit: '512 MB' } },
    ]);
    expect(judge([], [{ name: 'job', finishedAgoMs: day + 1 }]).findings[0]?.severity).toBe('info');
  });
});

test('pids-limit: processes were refused', () => {
  expect(judge([{ ...web, refusedProcesses: 3 }]).findings).toEqual([
    { code: 'pids-limit', subject: 'web', params: { name: 'web', refused: 3, limit: 100 } },
  ]);
});

test('nofile-limit: all files are open', () => {
  expect(judge([{ ...web, openFiles: 20, openFilesLimit: 20 }]).findings).toEqual([
    { code: 'nofile-limit', subject: 'web', params: { name: 'web', open: 20, limit: 20 } },
  ]);
  expect(judge([{ ...web, openFiles: 900 }]).findings).toEqual([]);
});

describe('the limits of containers', () => {
  const ID = 'bf7061c1f2d84f12669a674d3b93d753fd5faeb954300381e9d842cacf5175fc';
  const group = `/sys/fs/cgroup/system.slice/docker-${ID}.scope`;
  const details: Record<string, object> = {
    [ID]: { Id: ID, State: { Pid: 839 } },
    job: {
      Id: 'job',
      State: { OOMKilled: true, FinishedAt: '2026-11-22T05:54:34.7Z' },
      HostConfig: { Memory: 536_870_912 },
    },
    stopped: { Id: 'stopped', State: { OOMKilled: false } },
  };
  const host = fakeHost({
    'engine-get': ({ path }) => reply(details[path.split('/')[2] ?? ''] ?? {}),
    'now-ms': () => Date.parse('2026-11-22T05:54:39.7Z'),
    list: byPath({ '/proc/839/fd': ['0', '1', '2'] }),
    'read-file': byPath({
      '/proc/839/cgroup': `0::/system.slice/docker-${ID}.scope\n`,
      '/proc/839/limits': 'Max open files            1024                 524288               files\n',
      [`${group}/pids.max`]: '12\n',
      [`${group}/pids.events`]: 'max 3\n',
      [`${group}/memory.max`]: '16777216\n',
      [`${group}/memory.peak`]: '16777216\n',
      [`${group}/memory.events`]: 'low 0\nhigh 0\nmax 9\noom 2\noom_kill 2\n',
    }),
  });
  const containers = [
    { Id: ID, Names: ['/web'], State: 'running', Status: 'Up 3 minutes' },
    { Id: 'job', Names: ['/job'], State: 'exited', Status: 'Exited (137) 5 seconds ago' },
    { Id: 'stopped', Names: ['/stopped'], State: 'exited', Status: 'Exited (137) 2 days ago' },
    { Id: 'done', Names: ['/done'], State: 'exited', Status: 'Exited (0) 2 days ago' },
  ];
  const needs = (address: object) => ({
    engineInUse: { id: 'unix:///var/run/docker.sock', address },
    engineInfo: { KernelVersion: '6.1.0' },
    engineContainers: containers,
    platform: { os: 'linux', kernelRelease: '6.1.0' },
  });

  test('stand in their control groups, and in what the engine says of those that ended', async () => {
    const unix = { kind: 'unix', path: '/var/run/docker.sock' };
    expect(await collected(containerLimits, host, needs(unix))).toEqual({
      asked: 1,
      running: [
        {
          name: 'web',
          processLimit: 12,
          refusedProcesses: 3,
          memoryLimitBytes: 16_777_216,
          memoryKills: 2,
          memoryPeakBytes: 16_777_216,
          openFilesLimit: 1024,
          openFiles: 3,
        },
      ],
      killed: [{ name: 'job', finishedAgoMs: 5000, memoryLimitBytes: 536_870_912 }],
    });
  });
  test('cannot be seen on another machine', async () => {
    const tcp = { kind: 'tcp', hostName: 'far', port: 2375 };
    expect(await collected(containerLimits, host, needs(tcp))).toMatchObject({ reason: 'not-here' });
  });
});
