import { describe, expect, test } from 'vitest';
import { isUnavailable, unavailable } from '#core/answer';
import type { ServiceManager } from '#core/fix';
import { engineService } from '#facts/engine-service';
import type { Installation } from '#facts/installation';
import type { DockerUnits } from '#facts/units-of-docker';
import type { SystemdUnit } from '#parse/systemctl-show';

const unit = (more: Partial<SystemdUnit>): SystemdUnit => ({
  execStart: [],
  dropInPaths: [],
  environmentFiles: [],
  triggeredBy: [],
  ...more,
});

const both: DockerUnits = { docker: unit({}), socket: unit({}), containerd: undefined };
const debian: Installation = { dockerd: '/usr/sbin/dockerd', dockerCliIsPodman: false, dockerSnap: false };

const serviceAt = (
  path: string,
  manager: ServiceManager,
  installation: Installation = debian,
  units: DockerUnits = both,
) =>
  engineService.collect(
    undefined as never, // it asks no host
    {
      selectedEndpoint: {
        origin: 'default',
        value: `unix://${path}`,
        resolved: { kind: 'address', address: { kind: 'unix', path } },
        problems: [],
      },
      installation,
      serviceManager: manager,
      dockerUnits: manager === 'systemd' ? units : unavailable('absent', 'systemctl', 'no systemd'),
    } as never,
  );

describe('the service behind the selected engine', () => {
  test('docker.service with its socket under systemd', async () => {
    expect(await serviceAt('/var/run/docker.sock', 'systemd')).toEqual({
      manager: 'systemd',
      unit: 'docker.service',
      socketUnit: 'docker.socket',
      resetFailed: false,
    });
  });

  test('the record of failures of either unit has to be cleared', async () => {
    const failed = { ...both, socket: unit({ activeState: 'failed' }) };
    expect(await serviceAt('/var/run/docker.sock', 'systemd', debian, failed)).toMatchObject({
      resetFailed: true,
    });
  });

  test('the init script where there is no systemd', async () => {
    expect(await serviceAt('/run/docker.sock', 'sysv')).toEqual({
      manager: 'sysv',
      unit: 'docker',
      resetFailed: false,
    });
  });

  test('the snap, when it is the only Docker', async () => {
    const snap = { dockerCliIsPodman: false, dockerSnap: true };
    const none = { docker: undefined, socket: undefined, containerd: undefined };
    expect(await serviceAt('/var/run/docker.sock', 'systemd', snap, none)).toMatchObject({
      unit: 'snap.docker.dockerd.service',
    });
  });

  test.each([
    ['/run/user/1000/docker.sock', 'systemd-user', 'docker.service'],
    ['/run/user/1000/podman/podman.sock', 'systemd-user', 'podman.socket'],
    ['/run/podman/podman.sock', 'systemd', 'podman.socket'],
    ['/home/ada/.docker/desktop/docker.sock', 'systemd-user', 'docker-desktop.service'],
  ])('%s belongs to %s', async (path, manager, name) => {
    expect(await serviceAt(path, 'systemd')).toMatchObject({ manager, unit: name });
  });

  test('none where Docker Engine is not installed, and none behind an unknown socket', async () => {
    const nothing = { dockerCliIsPodman: false, dockerSnap: false };
    expect(isUnavailable(await serviceAt('/var/run/docker.sock', 'sysv', nothing))).toBe(true);
    expect(isUnavailable(await serviceAt('/tmp/other.sock', 'systemd'))).toBe(true);
  });
});
