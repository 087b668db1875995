import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import { type InotifyUse, type InotifyUser, inotifyUse } from '#facts/inotify-use';
import { type MapCount, mapCount } from '#facts/map-count';
import { raiseInotifyLimits } from '#fixes/raise-inotify-limits';
import { limitsCodes } from './limits.codes.ts';

type Finding = FindingOf<typeof limitsCodes>;

export const hostLimits = defineCheck({
  id: 'host/limits',
  title: 'Kernel limits leave room for containers',
  about:
    'Containers share limits of the kernel with each other: watched files count for each user, whatever container they are in, and errors of a limit name the disk or open files instead. This check counts what is taken.',
  symptoms: [
    'too many open files, no space left on device from a file watcher (inotify)',
    'vm.max_map_count is too low',
  ],
  informing: true,
  needs: { inotify: inotifyUse, maps: optional(mapCount) },
  codes: limitsCodes,
  evaluate: ({ inotify, maps }) => ({
    evidence: [inotifyEvidence(inotify), ...mapEvidence(maps)],
    findings: [
      ...inotify.users.flatMap((user) => judgeUser(user, inotify)),
      ...(maps === undefined || isUnavailable(maps) ? [] : judgeMaps(maps)),
    ],
  }),
});

/** From here on the next few programs find nothing. */
const NEARLY = 0.9;

const judgeUser = ({ uid, instances, watches }: InotifyUser, use: InotifyUse): readonly Finding[] => [
  ...judgeUse('instances', uid, instances, use),
  ...(watches === undefined ? [] : judgeUse('watches', uid, watches, use)),
];

const judgeUse = (
  kind: 'instances' | 'watches',
  uid: number,
  used: number,
  use: InotifyUse,
): readonly Finding[] => {
  const limit = kind === 'instances' ? use.maxInstances : use.maxWatches;
  if (limit === 0 || used < limit * NEARLY) return [];
  const full = used >= limit;
  const params = { kind, uid, used, limit, full };
  return [
    {
      code: 'inotify-exhausted',
      subject: `user ${uid}, inotify ${kind}`,
      params,
      fixes: [propose(raiseInotifyLimits, raised(kind, use))],
      // More than there can be: processes share some, and nobody knows how many.
      ...(used === limit ? {} : { severity: 'info' }),
    },
  ];
};

/** As many as container hosts are usually given, and never fewer than twice what there is. */
const raised = (kind: 'instances' | 'watches', { maxInstances, maxWatches, dropIn }: InotifyUse) =>
  kind === 'instances'
    ? { instances: { now: maxInstances, wanted: Math.max(8192, 2 * maxInstances) }, dropIn }
    : { watches: { now: maxWatches, wanted: Math.max(524_288, 2 * maxWatches) }, dropIn };

/** What Elasticsearch, OpenSearch and SonarQube ask for. */
const WANTED_MAPS = 262_144;

const judgeMaps = ({ limit, containers }: MapCount): readonly Finding[] =>
  limit >= WANTED_MAPS
    ? []
    : containers.map(({ name, image, refused }) => ({
        code: 'sysctl-max-map-count',
        subject: name,
        params: { name, image, limit, wanted: WANTED_MAPS, refused },
        ...(refused ? { severity: 'warning' } : {}),
      }));

const SHOWN_USERS = 3;

const inotifyEvidence = ({ maxInstances, maxWatches, users }: InotifyUse): Evidence => {
  const shown = users.slice(0, SHOWN_USERS).map(({ uid, instances, watches }) => {
    const files = watches === undefined ? '' : ` and ${watches} watches`;
    return `user ${uid} ${instances} instances${files}`;
  });
  return {
    source: `inotify, of ${maxInstances} instances and ${maxWatches} watches for each user`,
    observed: shown.join(', ') || 'nothing in use',
  };
};

const mapEvidence = (maps: MapCount | undefined | Unavailable): readonly Evidence[] => {
  if (maps === undefined || isUnavailable(maps)) return [];
  return [{ source: 'vm.max_map_count', observed: `${maps.limit}` }];
};
