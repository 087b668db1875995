import { isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import { formatBytes } from '#core/text';
import type { ContainerLogs } from '#facts/container-logs';
import { type DaemonJsonTarget, settingsOf, whereTaken } from '#facts/daemon-json-target';
import { limitContainerLogs } from '#fixes/limit-container-logs';
import type { diskSpaceCodes } from './disk-space.codes.ts';

type Finding = FindingOf<typeof diskSpaceCodes>;

const NOTABLE_GROWTH_BYTES = 10e6;

/** Containers keep the settings with which they were made, so a limit that stands in the file now is not theirs. */
export const judgeLogs = (
  logs: ContainerLogs | undefined,
  isFilling: boolean,
  target: DaemonJsonTarget | Unavailable,
): readonly Finding[] => {
  if (logs === undefined || logs.unbounded.length === 0) return [];
  const [largest] = [...logs.unbounded].sort((a, b) => (b.logBytes ?? 0) - (a.logBytes ?? 0));
  const perDay = logs.unbounded.reduce((sum, { bytesPerDay = 0 }) => sum + bytesPerDay, 0);
  const params = {
    count: logs.unbounded.length,
    running: logs.running,
    largest:
      largest?.logBytes === undefined ? undefined : `${largest.name}, ${formatBytes(largest.logBytes)}`,
    growth: perDay < NOTABLE_GROWTH_BYTES ? undefined : formatBytes(perDay),
  };
  const severity = isFilling ? 'warning' : 'info';
  const options = isUnavailable(target) ? [] : (settingsOf(target)?.logOpts ?? []);
  const has = (name: string): boolean => options.some((option) => option.name === name);
  if (has('max-size')) {
    return [{ code: 'disk-logs-made-before', subject: 'container logs', severity, params }];
  }
  const fixes = whereTaken(target, (target) =>
    target.inUse === undefined
      ? undefined
      : propose(limitContainerLogs, { target, hasMaxFile: has('max-file') }),
  );
  const offered = fixes.length === 0 ? {} : { fixes };
  return [{ code: 'disk-logs-unbounded', subject: 'container logs', severity, params, ...offered }];
};
