import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { dataRootLabel } from '#facts/data-root-label';
import { selinux } from '#facts/selinux';
import { selinuxPolicy } from '#facts/selinux-policy';
import { byPath, collected, fakeHost } from '#test/support/fake-host';

const ENFORCE = '/sys/fs/selinux/enforce';

const modeWith = (files: Readonly<Record<string, string>>) =>
  collected(selinux, fakeHost({ 'read-file': byPath(files) }));

describe('the mode', () => {
  test.each([
    ['1', 'enforcing'],
    ['0\n', 'permissive'],
  ])('%j is %s, whatever is configured', async (text, mode) => {
    const config = '# comment\nSELINUX=disabled\nSELINUXTYPE=targeted\n';

    expect(await modeWith({ [ENFORCE]: text, '/etc/selinux/config': config })).toMatchObject({
      mode,
      configured: { mode: 'disabled', policy: 'targeted' },
    });
  });

  test('a kernel that knows it, without its file system', async () => {
    expect(await modeWith({ '/proc/filesystems': 'nodev\tselinuxfs\n\text4\n' })).toMatchObject({
      mode: 'inactive',
    });
  });

  test('a kernel without it, and what was read to know', async () => {
    expect(await modeWith({ '/proc/filesystems': 'nodev\tsysfs\n' })).toEqual({
      mode: 'absent',
      configured: {},
      seen: {
        source: 'read /sys/fs/selinux/enforce and /proc/filesystems',
        observed: 'the first does not exist, the second: does not list selinuxfs',
      },
    });
  });

  test('what may not be read is not known', async () => {
    const host = fakeHost({ 'read-file': () => unavailable('denied', `read ${ENFORCE}`, 'EACCES') });

    expect(await collected(selinux, host)).toMatchObject({ kind: 'unavailable', reason: 'denied' });
  });
});

describe('the policy', () => {
  const policyWith = (output: { exitCode: number; stdout?: string; stderr?: string }, mode = 'enforcing') => {
    const query = () => ({ stdout: '', stderr: '', ...output });
    return collected(selinuxPolicy, fakeHost({ query }), {
      selinux: { mode, configured: { policy: 'mls' } },
    });
  };

  // The line is the one of containers/container-selinux's container.fc, compiled.
  test.each([
    [{ exitCode: 0, stdout: '/var/lib/docker(/.*)?\tsystem_u:object_r:container_var_lib_t:s0\n' }, true],
    [{ exitCode: 1 }, false],
  ])('%j', async (output, knowsContainers) => {
    expect(await policyWith(output)).toMatchObject({
      knowsContainers,
      seen: { source: 'grep /etc/selinux/mls/contexts/files/file_contexts' },
    });
  });

  test('is not known without the list of labels, and not asked for where SELinux is off', async () => {
    expect(await policyWith({ exitCode: 2, stderr: 'grep: file_contexts: No such file' })).toMatchObject({
      kind: 'unavailable',
      reason: 'unreachable',
    });
    expect(await policyWith({ exitCode: 0 }, 'inactive')).toMatchObject({ detail: 'SELinux is not active' });
  });
});

describe('the label of the data root', () => {
  const labelWith = (output: object, info: object = { DockerRootDir: '/var/lib/docker' }) =>
    collected(
      dataRootLabel,
      fakeHost({ query: () => ({ exitCode: 0, stdout: '', stderr: '', ...output }) }),
      {
        selinux: { mode: 'enforcing' },
        engineInfo: info,
      },
    );

  // The context is of docker/for-linux#511; `?` is what GNU stat prints without SELinux.
  test('is read from stat', async () => {
    expect(await labelWith({ stdout: 'system_u:object_r:container_var_lib_t:s0\n' })).toMatchObject({
      path: '/var/lib/docker',
      context: { type: 'container_var_lib_t' },
    });
  });

  test.each([
    ['no such directory', { exitCode: 1, stderr: "stat: cannot statx '/var/lib/docker'" }, 'unreachable'],
    ['no label', { stdout: '?\n' }, 'malformed'],
  ])('%s', async (_name, output, reason) => {
    expect(await labelWith(output)).toMatchObject({ kind: 'unavailable', reason });
  });

  test('is not asked for where the engine names no data root', async () => {
    expect(await labelWith({}, {})).toMatchObject({ kind: 'unavailable', reason: 'absent' });
  });
});
