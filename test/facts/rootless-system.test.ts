import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { cgroupDelegation } from '#facts/cgroup-delegation';
import { userNamespaces } from '#facts/user-namespaces';
import { userServices } from '#facts/user-services';
import { isCoveredBy } from '#parse/apparmor-profile';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const identity = someIdentity();
const PROGRAM = '/home/ada/bin/rootlesskit';
// As AppArmor 4 brings it on Ubuntu 24.04.
const PROFILE = `abi <abi/4.0>,
include <tunables/global>

profile rootlesskit /usr/bin/rootlesskit flags=(unconfined) {
  userns,
  include if exists <local/rootlesskit>
}
`;

test('a profile is for a path, or for a pattern of paths, and grants user namespaces', () => {
  expect(isCoveredBy(PROFILE, '/usr/bin/rootlesskit')).toBe(true);
  expect(isCoveredBy(PROFILE, PROGRAM)).toBe(false);
  const own = PROFILE.replace('profile rootlesskit /usr/bin/rootlesskit', `"${PROGRAM}"`);
  expect(isCoveredBy(own, PROGRAM)).toBe(true);
  expect(isCoveredBy(own.replace('userns,', ''), PROGRAM)).toBe(false);
  expect(isCoveredBy(PROFILE.replace('/usr/bin/', '@{HOME}/bin/'), PROGRAM)).toBe(true);
  expect(isCoveredBy('', PROGRAM)).toBe(false);
});

describe('user namespaces', () => {
  const ask = (files: Readonly<Record<string, string>>, engine = 'docker', names?: readonly string[]) => {
    const host = fakeHost({
      'read-file': byPath(files),
      stat: byPath({ [PROGRAM]: fileStat('file', { mode: 0o755 }) }),
      list: ({ path }) => (path === '/etc/apparmor.d' ? names : undefined),
    });
    return collected(userNamespaces, host, { identity, rootlessUse: { engine } });
  };
  const ALLOWED = { '/proc/sys/user/max_user_namespaces': '63207\n' };
  const RESTRICTED = { ...ALLOWED, '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' };

  test('allowed, or forbidden by one of two settings', async () => {
    expect(await ask(ALLOWED)).toEqual({ seen: ['user.max_user_namespaces 63207'] });
    expect(await ask({ '/proc/sys/user/max_user_namespaces': '0\n' })).toMatchObject({
      forbiddenBy: 'user.max_user_namespaces',
    });
    expect(await ask({ ...ALLOWED, '/proc/sys/kernel/unprivileged_userns_clone': '0\n' })).toMatchObject({
      forbiddenBy: 'kernel.unprivileged_userns_clone',
    });
    expect(await ask({})).toEqual({ seen: [] });
    const closed = fakeHost({ 'read-file': ({ path }) => unavailable('denied', path, 'EACCES') });
    const needs = { identity, rootlessUse: { engine: 'docker' } };
    expect(await collected(userNamespaces, closed, needs)).toMatchObject({ reason: 'denied' });
  });
  test('restricted to programs with a profile', async () => {
    expect(await ask(RESTRICTED, 'docker', ['abi', 'rootlesskit'])).toMatchObject({
      withoutProfile: PROGRAM,
    });
    const files = { ...RESTRICTED, '/etc/apparmor.d/rootlesskit': PROFILE };
    expect(await ask(files, 'docker', ['rootlesskit'])).toMatchObject({ withoutProfile: PROGRAM });
    const own = {
      ...RESTRICTED,
      '/etc/apparmor.d/rootlesskit': PROFILE.replace('/usr/bin/rootlesskit', PROGRAM),
    };
    expect(await ask(own, 'docker', ['rootlesskit'])).not.toHaveProperty('withoutProfile');
    expect(await ask(RESTRICTED, 'podman', [])).not.toHaveProperty('withoutProfile');
    expect(await ask(RESTRICTED)).not.toHaveProperty('withoutProfile');
  });
});

test('controllers are handed to the user by version 2 alone', async () => {
  const path = '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers';
  const host = fakeHost({ 'read-file': byPath({ [path]: 'memory pids\n' }) });
  expect(await collected(cgroupDelegation, host, { identity, cgroupVersion: 2 })).toEqual({
    path,
    controllers: ['memory', 'pids'],
  });
  expect(await collected(cgroupDelegation, host, { identity, cgroupVersion: 1 })).toBeUndefined();
  expect(await collected(cgroupDelegation, fakeHost({}), { identity, cgroupVersion: 2 })).toMatchObject({
    reason: 'absent',
  });
});

test('services with containers, and whether they outlive the session', async () => {
  const host = fakeHost({
    list: byPath({
      '/home/ada/.config/systemd/user/default.target.wants': ['backup.service', 'docker.service'],
      '/home/ada/.config/containers/systemd': ['web.container', 'web.network'],
    }),
  });
  const needs = { identity, serviceManager: 'systemd' };
  expect(await collected(userServices, host, needs)).toEqual({
    user: 'ada',
    services: ['docker.service', 'web.container'],
    lingers: false,
  });
  const lingering = fakeHost({ stat: byPath({ '/var/lib/systemd/linger/ada': fileStat('file') }) });
  expect(await collected(userServices, lingering, needs)).toMatchObject({ services: [], lingers: true });
  const closed = fakeHost({ stat: ({ path }) => unavailable('denied', `stat ${path}`, 'EACCES') });
  expect(await collected(userServices, closed, needs)).toMatchObject({ reason: 'denied' });
  expect(await collected(userServices, host, { identity, serviceManager: 'openrc' })).toMatchObject({
    reason: 'not-here',
  });
});
