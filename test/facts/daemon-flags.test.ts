import { expect, test } from 'vitest';
import { isUnavailable, unavailable } from '#core/answer';
import { daemonFlags } from '#facts/daemon-flags';
import { byPath, fakeHost } from '#test/support/fake-host';

const noUnits = unavailable('absent', 'systemctl', 'no systemd');
const dockerd = { dockerd: '/usr/sbin/dockerd', dockerCliIsPodman: false, dockerSnap: false };

const collect = (files: Readonly<Record<string, string>>, needs: object) =>
  daemonFlags.collect(
    fakeHost({ 'read-file': byPath(files) }),
    { installation: dockerd, serviceManager: 'sysv', dockerUnits: noUnits, ...needs } as never, // what it needs, by name
  );
const flagsOf = async (files: Readonly<Record<string, string>>, needs: object = {}) => {
  const found = await collect(files, needs);
  if (isUnavailable(found)) throw new Error(found.detail);
  return { source: found.source, ...Object.fromEntries(found.flags) };
};
const unit = (words: readonly string[], environmentFiles: readonly string[] = []) => ({
  serviceManager: 'systemd',
  dockerUnits: { docker: { execStart: [words], environmentFiles } },
});

test('an init script reads DOCKER_OPTS, the last one wins', async () => {
  const text = 'DOCKER_OPTS="--debug"\nDOCKER_OPTS="-H unix:///var/run/docker.sock"\n';
  expect(await flagsOf({ '/etc/default/docker': text })).toEqual({
    source: '/etc/default/docker',
    host: ['unix:///var/run/docker.sock'],
  });
});

test('without a file there are no flags', async () => {
  expect(await flagsOf({})).toEqual({ source: '/etc/default/docker' });
});

test('a unit with its environment files; a variable that is not set vanishes', async () => {
  const words = ['/usr/sbin/dockerd', '-H', 'fd://', '$DOCKER_OPTS', ['$', '{DOCKER_MORE}'].join('')];
  const files = { '/etc/default/docker': "DOCKER_OPTS='--debug --mtu 1400'" };
  expect(await flagsOf(files, unit(words, ['/etc/default/docker']))).toEqual({
    source: 'docker.service',
    host: ['fd://'],
    debug: ['true'],
    mtu: ['1400'],
  });
});

test.each([
  ['Docker Engine is not installed', { installation: { dockerCliIsPodman: false, dockerSnap: false } }],
  ['nothing starts it', { serviceManager: 'none' }],
])('%s: there is no command line', async (_name, needs) => {
  expect(isUnavailable(await collect({}, needs))).toBe(true);
});
