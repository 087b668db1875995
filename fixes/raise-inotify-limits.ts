import { defineFix } from '#core/fix';
import { type DropIn, dropInStep, LAST_WINS, sysctlStep } from './_sysctl.ts';

interface Limit {
  readonly now: number;
  readonly wanted: number;
}

interface InotifyLimits {
  /** fs.inotify.max_user_instances; absent where it is enough. */
  readonly instances?: Limit;
  /** fs.inotify.max_user_watches; absent where it is enough. */
  readonly watches?: Limit;
  readonly dropIn: DropIn;
}

export const raiseInotifyLimits = defineFix<InotifyLimits>({
  id: 'raise-inotify-limits',
  title: 'Let each user watch more files (inotify)',
  risk: 'safe',
  about:
    'Raises fs.inotify.max_user_instances and max_user_watches now and for later boots, by a file under /etc/sysctl.d. It never lowers one.',
  plan: ({ instances, watches, dropIn }) => {
    const settings = [
      ...raised('fs.inotify.max_user_instances', instances),
      ...raised('fs.inotify.max_user_watches', watches),
    ];
    return {
      steps: settings.length === 0 ? [] : [...settings.map(sysctlStep), dropInStep(dropIn, settings)],
      notes: [
        'A watch costs about one kilobyte of kernel memory while it is in use; the limit itself costs nothing.',
        LAST_WINS,
      ],
    };
  },
});

const raised = (key: string, limit: Limit | undefined) =>
  limit === undefined || limit.wanted <= limit.now
    ? []
    : [{ key, now: String(limit.now), wanted: String(limit.wanted) }];
