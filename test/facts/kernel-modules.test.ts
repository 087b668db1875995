import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { cgroupVersion } from '#facts/cgroup-version';
import { iptablesBackend } from '#facts/iptables-backend';
import { kernelModules } from '#facts/kernel-modules';
import { byPath, collected, fakeHost, fileStat } from '#test/support/fake-host';

const RELEASE = '6.1.0-28-amd64';
interface Kernel {
  readonly kernels?: readonly string[];
  readonly filesystems?: string;
  readonly loaded?: string;
  /** What grep finds, by the last word of its command. */
  readonly found?: Readonly<Record<string, string>>;
}
const kernel = ({ kernels, filesystems = 'nodev\tproc\n\text4\n', loaded, found = {} }: Kernel) =>
  fakeHost({
    system: () => ({ os: 'linux', kernelRelease: RELEASE, arch: 'x64', hostName: 'host' }),
    list: ({ path }) => (path === '/lib/modules' ? kernels : undefined),
    'read-file': byPath({
      '/proc/filesystems': filesystems,
      ...(loaded === undefined ? {} : { '/proc/modules': loaded }),
    }),
    query: ({ argv }) => {
      const path = argv.at(-1) ?? '';
      if (argv[0] !== 'grep' || !(path in found)) return undefined;
      const stdout = found[path] ?? '';
      return { exitCode: stdout === '' ? 1 : 0, stdout, stderr: '' };
    },
  });
const features = (host: Parameters<typeof collected>[1]) => collected(kernelModules, host);

test('what is loaded is there; the rest is looked up in the directory of this very kernel', async () => {
  const host = kernel({
    kernels: [RELEASE],
    filesystems: 'nodev\toverlay\n',
    loaded: 'veth 40960 0 - Live 0x0000000000000000\n',
    found: {
      [`/lib/modules/${RELEASE}/modules.dep`]: 'kernel/net/bridge/bridge.ko.xz\n',
      [`/lib/modules/${RELEASE}/modules.builtin`]: '',
    },
  });
  expect(await features(host)).toEqual({
    release: RELEASE,
    directory: 'present',
    others: [],
    features: { overlay: 'there', veth: 'there', bridge: 'loadable', iptable_raw: 'lacking' },
  });
});

test('a directory without lists tells nothing', async () => {
  expect(await features(kernel({ kernels: [RELEASE] }))).toMatchObject({
    directory: 'present',
    features: { overlay: 'unknown', veth: 'unknown' },
  });
});

test('after an upgrade the directory is gone, and the symbols tell what is built in', async () => {
  const host = kernel({
    kernels: ['6.1.0-31-amd64', 'extra'],
    found: { '/proc/kallsyms': ' br_add_if\n' },
  });
  expect(await features(host)).toMatchObject({
    directory: 'replaced',
    others: ['6.1.0-31-amd64'],
    features: { overlay: 'lacking', veth: 'lacking', bridge: 'there' },
  });
  expect(await features(kernel({ kernels: ['6.1.0-31-amd64'] }))).toMatchObject({
    features: { overlay: 'unknown', veth: 'unknown' },
  });
});

test('in a container, or with a kernel in one piece, there are no modules, and nothing is said of them', async () => {
  for (const kernels of [undefined, [], ['extra']]) {
    expect(await features(kernel(kernels === undefined ? {} : { kernels }))).toMatchObject({
      directory: 'none',
      features: { overlay: 'unknown', veth: 'unknown', bridge: 'unknown' },
    });
  }
});

test('another system has another kernel', async () => {
  const host = fakeHost({
    system: () => ({ os: 'darwin', kernelRelease: '24.1.0', arch: 'arm64', hostName: 'mac' }),
  });
  expect(await features(host)).toMatchObject({ reason: 'not-here' });
});

test('the version of the control groups', async () => {
  const v2 = fakeHost({ stat: byPath({ '/sys/fs/cgroup/cgroup.controllers': fileStat('file') }) });
  expect(await collected(cgroupVersion, v2)).toBe(2);
  const v1 = fakeHost({ stat: byPath({ '/sys/fs/cgroup': fileStat('directory') }) });
  expect(await collected(cgroupVersion, v1)).toBe(1);
  expect(await collected(cgroupVersion, fakeHost({}))).toMatchObject({ reason: 'absent' });
  const closed = fakeHost({ stat: ({ path }) => unavailable('denied', `stat ${path}`, 'EACCES') });
  expect(await collected(cgroupVersion, closed)).toMatchObject({ reason: 'denied' });
});

test('iptables is asked where an engine from 28 on lacks the table raw', async () => {
  const saying = (stdout: string) =>
    fakeHost({ query: ({ argv }) => (argv[1] === '-V' ? { exitCode: 0, stdout, stderr: '' } : undefined) });
  const ask = (stdout: string, ServerVersion: string, iptable_raw: string, engine = 'docker') =>
    collected(iptablesBackend, saying(stdout), {
      engineInUse: { engine },
      engineInfo: { ServerVersion },
      kernelModules: { features: { iptable_raw } },
    });
  const legacy = 'iptables v1.8.9 (legacy)\n';
  expect(await ask(legacy, '28.5.2', 'lacking')).toBe('legacy');
  expect(await ask('iptables v1.8.11 (nf_tables)\n', '28.5.2', 'lacking')).toBe('nft');
  expect(await ask('iptables v1.6.1\n', '29.0.0', 'lacking')).toBe('legacy');
  expect(await ask(legacy, '27.5.1', 'lacking')).toBeUndefined();
  expect(await ask(legacy, '28.5.2', 'loadable')).toBeUndefined();
  expect(await ask(legacy, '28.5.2', 'lacking', 'podman')).toBeUndefined();
});
