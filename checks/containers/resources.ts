import { type Unavailable, unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import type { Evidence, FindingOf } from '#core/finding';
import { formatBytes } from '#core/text';
import { type ContainerLimits, containerLimits, type RunningLimits } from '#facts/container-limits';
import { resourcesCodes } from './resources.codes.ts';

type Finding = FindingOf<typeof resourcesCodes>;

export const containersResources = defineCheck({
  id: 'containers/resources',
  title: 'Containers get the resources they ask for',
  about:
    'A container at its limit of memory, processes or open files fails in words that name anything but the limit. The kernel counts what it refused, and this check reads those counts.',
  symptoms: [
    'exited with code 137, Killed (out of memory)',
    'containers restart again and again',
    'too many open files, cannot fork, in a container',
  ],
  informing: true,
  needs: { limits: containerLimits },
  codes: resourcesCodes,
  evaluate: ({ limits }) => {
    const missing = unseen(limits);
    return {
      evidence: evidenceOf(limits),
      findings: [...limits.killed.map(judgeKilled), ...limits.running.flatMap(judgeRunning)],
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

/** What happened longer ago is history, and no fault of today. */
const RECENT_MS = 24 * 3600 * 1000;

const bytesOf = (bytes: number | undefined): string | undefined =>
  bytes === undefined ? undefined : formatBytes(bytes);

const judgeKilled = ({
  name,
  finishedAgoMs,
  memoryLimitBytes,
}: ContainerLimits['killed'][number]): Finding => ({
  code: 'oom-killed',
  subject: name,
  params: { name, kills: 0, limit: bytesOf(memoryLimitBytes), peak: undefined, ended: true },
  ...(finishedAgoMs !== undefined && finishedAgoMs > RECENT_MS ? { severity: 'info' } : {}),
});

const judgeRunning = (limits: RunningLimits): readonly Finding[] => {
  const { name, memoryKills = 0, memoryLimitBytes, refusedProcesses = 0, processLimit } = limits;
  const limit = bytesOf(memoryLimitBytes);
  const peak = bytesOf(limits.memoryPeakBytes);
  const killed: readonly Finding[] =
    memoryKills === 0
      ? []
      : [
          {
            code: 'oom-killed',
            subject: name,
            params: { name, kills: memoryKills, limit, peak, ended: false },
          },
        ];
  const refused: readonly Finding[] =
    refusedProcesses === 0
      ? []
      : [
          {
            code: 'pids-limit',
            subject: name,
            params: { name, refused: refusedProcesses, limit: processLimit },
          },
        ];
  return [...killed, ...refused, ...judgeFiles(limits)];
};

/** The next files that it opens are refused: programs keep no more than a few in reserve. */
const judgeFiles = ({ name, openFiles, openFilesLimit }: RunningLimits): readonly Finding[] =>
  openFiles === undefined || openFilesLimit === undefined || openFiles < openFilesLimit * 0.98
    ? []
    : [{ code: 'nofile-limit', subject: name, params: { name, open: openFiles, limit: openFilesLimit } }];

const evidenceOf = ({ asked, running, killed }: ContainerLimits): readonly [Evidence, ...Evidence[]] => {
  const sum = (counts: readonly (number | undefined)[]): number =>
    counts.reduce<number>((total, count = 0) => total + count, 0);
  const kills = sum(running.map(({ memoryKills }) => memoryKills));
  const refused = sum(running.map(({ refusedProcesses }) => refusedProcesses));
  return [
    {
      source: `control groups of ${running.length} of ${asked} running containers`,
      observed: `${kills} processes killed for memory, ${refused} refused`,
    },
    { source: 'containers that ended with 137', observed: `${killed.length} killed for memory` },
  ];
};

const unseen = ({ asked, running }: ContainerLimits): Unavailable | undefined =>
  asked > 0 && running.length === 0
    ? unavailable('unreachable', 'control groups', 'none of the running containers could be looked into')
    : undefined;
