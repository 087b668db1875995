import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { inotifyUse } from '#facts/inotify-use';
import { mapCount } from '#facts/map-count';
import { byPath, collected, fakeHost, someIdentity } from '#test/support/fake-host';

const LIMITS = {
  '/proc/sys/fs/inotify/max_user_instances': '128\n',
  '/proc/sys/fs/inotify/max_user_watches': '65536\n',
};
// As GNU find and grep print it on Debian 12.
const FOUND = '1000 /proc/4711/fd/9\n1000 /proc/4712/fd/4\n0 /proc/1/fd/7\n';
const COUNTS = '/proc/4711/fdinfo/9:312\n/proc/4712/fdinfo/4:0\n/proc/1/fdinfo/7:5\n';
const asked: (readonly string[])[] = [];
const host = (find: string, stderr = '', grep: string | undefined = COUNTS) =>
  fakeHost({
    'read-file': byPath(LIMITS),
    query: ({ argv }) => {
      asked.push(argv);
      const stdout = argv[0] === 'find' ? find : grep;
      return stdout === undefined ? undefined : { exitCode: 1, stdout, stderr };
    },
  });
const use = (one: ReturnType<typeof host>, uid = 1000) =>
  collected(inotifyUse, one, { identity: someIdentity({ uid }) });

test('instances and watches of each user', async () => {
  expect(await use(host(FOUND))).toEqual({
    maxInstances: 128,
    maxWatches: 65_536,
    users: [
      { uid: 1000, instances: 2, watches: 312 },
      { uid: 0, instances: 1, watches: 5 },
    ],
    dropIn: { path: '/etc/sysctl.d/99-dockmedic-inotify.conf', text: undefined },
  });
  expect(asked.find(([program]) => program === 'find')).toContain('-uid');
  asked.length = 0;
  await use(host(FOUND), 0);
  expect(asked.find(([program]) => program === 'find')).not.toContain('-uid');
});

test('others are denied to an ordinary user, and that is all', async () => {
  const denied = host('', 'find: ‘/proc/1/fd’: Permission denied\n');
  expect(await use(denied)).toMatchObject({ users: [] });
});

test('too many to count, or a grep that does not come: instances alone', async () => {
  const many = Array.from({ length: 401 }, (_one, index) => `1000 /proc/${index + 2}/fd/3`).join('\n');
  expect(await use(host(many))).toMatchObject({ users: [{ uid: 1000, instances: 401 }] });
});

test('a find that knows less, or a kernel without inotify', async () => {
  expect(await use(host('', 'find: unrecognized: -lname\n'))).toMatchObject({ reason: 'malformed' });
  expect(await use(fakeHost({}))).toMatchObject({ reason: 'not-here' });
  const closed = fakeHost({ 'read-file': ({ path }) => unavailable('denied', path, 'EACCES') });
  expect(await use(closed)).toMatchObject({ reason: 'denied' });
});

const container = (Image: string, Status: string) => ({ Id: Image, Names: ['/one'], Image, Status });
const maps = (
  containers: readonly object[],
  kernelRelease = '6.1.0',
  files: object = { '/proc/sys/vm/max_map_count': '65530\n' },
) =>
  collected(mapCount, fakeHost({ 'read-file': byPath({ ...files }) }), {
    engineInUse: { address: { kind: 'unix', path: '/run/docker.sock' } },
    engineInfo: { KernelVersion: '6.1.0' },
    engineContainers: containers,
    platform: { os: 'linux', kernelRelease },
  });

test('vm.max_map_count is read where a container wants it high', async () => {
  const search = container(
    'docker.elastic.co/elasticsearch/elasticsearch:8.15.0',
    'Exited (78) 2 minutes ago',
  );
  expect(await maps([search, container('opensearch', 'Up 2 hours')])).toMatchObject({
    limit: 65_530,
    containers: [
      { name: 'one', refused: true },
      { name: 'one', image: 'opensearch', refused: false },
    ],
  });
  expect(await maps([container('elasticsearch-exporter:1', 'Up'), container('web', 'Up')])).toBeUndefined();
  expect(await maps([search], '5.10.0')).toBeUndefined();
  expect(await maps([search], '6.1.0', {})).toMatchObject({ reason: 'absent' });
});
