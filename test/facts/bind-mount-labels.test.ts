import { expect, test } from 'vitest';
import { bindMountLabels } from '#facts/bind-mount-labels';
import { collected, fakeHost, reply } from '#test/support/fake-host';

const bind = (Source: string) => ({ Type: 'bind', Source, Destination: '/x' });
const engineContainers = [
  {
    Id: 'a',
    Names: ['/web'],
    Mounts: [bind('/home/ada/site'), bind('/run/docker.sock'), { Type: 'volume' }],
  },
  { Id: 'b', Names: ['/open'], Mounts: [bind('/home/ada/other')] },
  { Id: 'c', Names: ['/none'], Mounts: [] },
];
// As GNU stat prints it; label=disable leaves a container without a label of its own.
const LABELS = `unconfined_u:object_r:user_home_t:s0 directory//home/ada/site
system_u:object_r:container_var_run_t:s0 socket//run/docker.sock
`;
const asked: string[] = [];
const host = fakeHost({
  'engine-get': ({ path }) => {
    asked.push(path);
    return reply({
      Id: 'x',
      ProcessLabel: path.includes('/a/') ? 'system_u:system_r:container_t:s0:c1,c2' : '',
    });
  },
  query: ({ argv }) => (argv[0] === 'stat' ? { exitCode: 0, stdout: LABELS, stderr: '' } : undefined),
});
const look = (mode = 'enforcing', SecurityOptions: readonly string[] = ['name=selinux']) =>
  collected(bindMountLabels, host, {
    selinux: { mode },
    engineInUse: { address: { kind: 'unix', path: '/run/docker.sock' } },
    engineInfo: { KernelVersion: '6.1.0', SecurityOptions },
    engineContainers,
    platform: { os: 'linux', kernelRelease: '6.1.0' },
  });

test('files and directories that confined containers have mounted', async () => {
  expect(await look()).toEqual([{ container: 'web', path: '/home/ada/site', type: 'user_home_t' }]);
  expect(asked).toEqual(['/containers/a/json', '/containers/b/json']);
});

test('nobody is asked where SELinux denies nothing', async () => {
  asked.length = 0;
  expect(await look('permissive')).toMatchObject({ reason: 'not-here' });
  expect(await look('enforcing', [])).toMatchObject({ reason: 'not-here' });
  expect(asked).toEqual([]);
});
