import { describe, expect, test } from 'vitest';
import {
  cgroupDirectory,
  parseCgroupCount,
  parseCgroupLimit,
  parseOpenFilesLimit,
} from '#parse/cgroup-files';

const ID = 'bf7061c1f2d84f12669a674d3b93d753fd5faeb954300381e9d842cacf5175fc';

describe('the directory of a container', () => {
  test.each([
    [
      'version 1',
      `8:pids:/docker/${ID}\n4:cpu,memory:/docker/${ID}\n0::/\n`,
      'pids',
      `/sys/fs/cgroup/pids/docker/${ID}`,
    ],
    [
      'version 1, several together',
      `4:cpu,memory:/docker/${ID}\n`,
      'memory',
      `/sys/fs/cgroup/cpu,memory/docker/${ID}`,
    ],
    [
      'version 2',
      `0::/system.slice/docker-${ID}.scope\n`,
      'memory',
      `/sys/fs/cgroup/system.slice/docker-${ID}.scope`,
    ],
    [
      "version 2, in a group of Podman's",
      `0::/user.slice/libpod-${ID}.scope/container\n`,
      'pids',
      `/sys/fs/cgroup/user.slice/libpod-${ID}.scope`,
    ],
  ])('%s', (_name, text, controller, directory) => {
    expect(cgroupDirectory(text, controller, ID)).toBe(directory);
  });
  test.each(['8:pids:/user.slice/user-1000.slice\n', '8:pids:/\n0::/\n', '', 'no cgroup'])(
    '%j is not its own',
    (text) => {
      expect(cgroupDirectory(text, 'pids', ID)).toBeUndefined();
    },
  );
});

test('counts and limits', () => {
  expect(parseCgroupCount('oom_kill_disable 0\nunder_oom 0\noom_kill 26\n', 'oom_kill')).toBe(26);
  expect(parseCgroupCount('max 3\n', 'max')).toBe(3);
  expect(parseCgroupCount('low 0\n', 'oom_kill')).toBeUndefined();
  expect(parseCgroupLimit('12\n')).toBe(12);
  expect(parseCgroupLimit('max\n')).toBeUndefined();
  expect(parseCgroupLimit('9223372036854771712\n')).toBeUndefined();
});

test('the soft limit of open files', () => {
  const text =
    'Max processes             96365                96365                processes\nMax open files            20000                524288               files\n';
  expect(parseOpenFilesLimit(text)).toBe(20_000);
  expect(
    parseOpenFilesLimit('Max open files            unlimited            unlimited            files\n'),
  ).toBeUndefined();
});
