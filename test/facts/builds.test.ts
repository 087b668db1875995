import { describe, expect, test } from 'vitest';
import { buildPlatforms } from '#facts/build-platforms';
import { composeUnits } from '#facts/compose-units';
import { byPath, collected, fakeHost, fileStat } from '#test/support/fake-host';

test('the Compose file or the bake file that asks for several platforms', async () => {
  const composeProject = { directory: '/p', file: 'compose.yaml' };
  const compose = 'services:\n  web:\n    build: { platforms: [linux/amd64, linux/arm64] }\n';
  const host = (files: Record<string, string>) => fakeHost({ 'read-file': byPath(files) });
  expect(await collected(buildPlatforms, host({ '/p/compose.yaml': compose }), { composeProject })).toEqual({
    path: '/p/compose.yaml',
    platforms: ['linux/amd64', 'linux/arm64'],
  });
  const bake = { '/p/docker-bake.hcl': 'target "x" { platforms = ["linux/amd64", "linux/arm64"] }' };
  expect(await collected(buildPlatforms, host(bake), { composeProject: { directory: '/p' } })).toMatchObject({
    path: '/p/docker-bake.hcl',
  });
  expect(await collected(buildPlatforms, host({}), { composeProject })).toBeUndefined();
});

describe('units that call docker-compose', () => {
  const DIRECTORY = '/etc/systemd/system';
  const call = '[Service]\nExecStart=/usr/local/bin/docker-compose up\n';
  const host = fakeHost({
    list: byPath({
      [DIRECTORY]: ['web.service', 'db.service', 'alias.service', 'web.service.d', '-x.service'],
    }),
    lstat: ({ path }) => fileStat(path.includes('alias') ? 'symlink' : 'file'),
    'read-file': byPath({
      [`${DIRECTORY}/web.service`]: call,
      [`${DIRECTORY}/db.service`]: '[Service]\nExecStart=/usr/bin/docker compose up\n',
      [`${DIRECTORY}/alias.service`]: call,
    }),
    query: ({ argv }) =>
      argv.join(' ') === 'systemctl show web.service'
        ? { exitCode: 0, stdout: 'Id=web.service\nUnitFileState=enabled\nActiveState=failed\n', stderr: '' }
        : undefined,
  });
  test('are found among those of the administrator, and their program is looked for', async () => {
    expect(await collected(composeUnits, host, { serviceManager: 'systemd' })).toEqual([
      {
        unit: 'web.service',
        path: `${DIRECTORY}/web.service`,
        program: '/usr/local/bin/docker-compose',
        exists: false,
        isInUse: true,
      },
    ]);
  });
  test('there are none without systemd, and none without units', async () => {
    expect(await collected(composeUnits, host, { serviceManager: 'openrc' })).toEqual([]);
    expect(await collected(composeUnits, fakeHost({}), { serviceManager: 'systemd' })).toEqual([]);
  });
});
