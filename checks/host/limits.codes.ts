import { code } from '#core/finding';

const WHAT = {
  instances: 'inotify instances (fs.inotify.max_user_instances)',
  watches: 'watched files (fs.inotify.max_user_watches)',
} as const;

const KEYS = {
  instances: 'fs.inotify.max_user_instances=8192',
  watches: 'fs.inotify.max_user_watches=524288',
} as const;

/** The sentences of `host/limits`. */
export const limitsCodes = {
  'inotify-exhausted': code<{
    readonly kind: 'instances' | 'watches';
    readonly uid: number;
    readonly used: number;
    readonly limit: number;
    /** Nothing is left, and not merely little. */
    readonly full: boolean;
  }>({
    severity: 'warning',
    message: ({ kind, uid, used, limit, full }) =>
      `User ${uid}${uid === 0 ? ' (root, and all of its containers)' : ''} has ${full ? 'all' : `${used} of the`} ${limit} ${WHAT[kind] ?? kind} in use.`,
    cause: () =>
      'The limit counts for all processes of a user together, also those in containers, and its default is low; file watchers, log readers and Kubernetes in containers take many.',
    consequence: ({ kind }) =>
      kind === 'watches'
        ? 'The next watcher fails with "no space left on device" or "System limit for number of file watchers reached", although the disk has room.'
        : 'The next program that watches files fails with "too many open files" or "failed to create fsnotify watcher", although it has hardly any open.',
    remedy: ({ kind }) =>
      `echo ${KEYS[kind] ?? kind} | sudo tee /etc/sysctl.d/90-inotify.conf && sudo sysctl --system; in a container it cannot be set. The last file under /etc/sysctl.d that names it wins.`,
  }),
  'sysctl-max-map-count': code<{
    readonly name: string;
    readonly image: string;
    readonly limit: number;
    readonly wanted: number;
    /** The container ended for want of something like it. */
    readonly refused: boolean;
  }>({
    severity: 'info',
    message: ({ name, image, limit, wanted, refused }) =>
      `vm.max_map_count is ${limit}, and the container ${name} (${image}) ${refused ? 'ended with exit code 78, as it does when that is' : 'asks for'} ${refused ? 'below' : 'at least'} ${wanted}.`,
    cause: () =>
      'The default of many distributions is lower than what Elasticsearch and its kin map into memory.',
    consequence: ({ refused }) =>
      refused
        ? 'It ends right after its start: "max virtual memory areas vm.max_map_count [65530] is too low".'
        : 'A node that forms a cluster refuses to start; a single node for development runs.',
    remedy: ({ wanted }) =>
      `echo vm.max_map_count=${wanted} | sudo tee /etc/sysctl.d/90-max-map-count.conf && sudo sysctl --system, then start the container.`,
    docs: 'https://www.elastic.co/guide/en/elasticsearch/reference/current/vm-max-map-count.html',
  }),
};
