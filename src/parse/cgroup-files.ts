import { integerOf, linesOf, wordsOf } from '#parse/text';

/**
 * `/proc/PID/cgroup`: where the kernel counts and limits a process. Version 1 has a line for each controller, version 2 one for all.
 *
 *     8:pids:/docker/bf7061c1f2d8…
 *     0::/system.slice/docker-bf7061c1f2d8….scope
 *
 * Hands back the directory below `/sys/fs/cgroup` that holds the files of this controller for the whole container; `undefined` where
 * the process is in none that bears the container's id, and its limits are those of others.
 */
export const cgroupDirectory = (
  text: string,
  controller: string,
  containerId: string,
): string | undefined => {
  const lines = linesOf(text).flatMap((line) => {
    const [, names, path] = /^\d+:([^:]*):(\/.*)$/.exec(line.slice(0, 4096)) ?? [];
    return names === undefined || path === undefined ? [] : [{ names, path }];
  });
  const own = lines.find(({ names }) => names.split(',').includes(controller));
  const { names, path } = own ?? lines.find(({ names }) => names === '') ?? {};
  if (names === undefined || path === undefined) return undefined;
  const parts = path.split('/');
  const at = parts.findIndex((part) => part.includes(containerId));
  if (at < 0) return undefined;
  return `/sys/fs/cgroup${names === '' ? '' : `/${names}`}${parts.slice(0, at + 1).join('/')}`;
};

/**
 * One number of a file of pairs: `pids.events` (`max 0`), `memory.events` and `memory.oom_control` (`oom_kill 26`).
 *
 *     oom_kill_disable 0
 *     under_oom 0
 *     oom_kill 26
 */
export const parseCgroupCount = (text: string, key: string): number | undefined => {
  for (const line of linesOf(text)) {
    const [name, value] = wordsOf(line.slice(0, 4096));
    if (name === key) return integerOf(value);
  }
  return undefined;
};

/** `pids.max`, `memory.max`, `memory.limit_in_bytes`. `undefined`: none, which version 1 writes as the largest number there is. */
export const parseCgroupLimit = (text: string): number | undefined => {
  const limit = integerOf(text.trim());
  return limit === undefined || limit > MOST ? undefined : limit;
};
const MOST = 2 ** 50;

/**
 * The soft limit of open files in `/proc/PID/limits`.
 *
 *     Max open files            1024                 524288               files
 */
export const parseOpenFilesLimit = (text: string): number | undefined =>
  integerOf(/^Max open files\s+(\d+)/m.exec(text.slice(0, 65_536))?.[1]);
