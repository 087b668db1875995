import { describe, expect, test } from 'vitest';
import { engineKills } from '#facts/engine-kills';
import { runtimePrograms } from '#facts/runtime-programs';
import { byPath, collected, fakeHost, fileStat } from '#test/support/fake-host';

describe('daemons that were killed for want of memory', () => {
  // Words of Linux 6.1; the unit on the way to its next start.
  const KERNEL =
    'oom-kill:constraint=CONSTRAINT_NONE,task=dockerd,pid=812,uid=0\nOut of memory: Killed process 812 (dockerd) total-vm:1902340kB, anon-rss:81044kB\nOut of memory: Killed process 900 (java) total-vm:1kB\n';
  const host = (stdout: string, exitCode = 0) =>
    fakeHost({
      query: ({ argv }) => (argv[0] === 'journalctl' ? { exitCode, stdout, stderr: '' } : undefined),
    });
  const failed = (more: object) => ({ activeState: 'failed', subState: 'failed', ...more });
  const look = (docker: object | undefined, journal = KERNEL, containerd?: object, exitCode = 0) =>
    collected(engineKills, host(journal, exitCode), { dockerUnits: { docker, containerd } });

  test('systemd says so itself', async () => {
    expect(await look(failed({ result: 'oom-kill' }), '')).toEqual([
      {
        unit: 'docker.service',
        down: true,
        source: 'systemctl show docker.service',
        observed: 'result oom-kill',
      },
    ]);
  });
  test('the kernel does, of one that was killed or started anew', async () => {
    expect(await look(failed({ result: 'signal', execMainStatus: 9 }))).toMatchObject([{ down: true }]);
    expect(await look({ activeState: 'active', result: 'success', nRestarts: 1 })).toMatchObject([
      {
        unit: 'docker.service',
        down: false,
        observed: 'Out of memory: Killed process 812 (dockerd) total-vm:1902340kB, anon-rss:81044kB',
      },
    ]);
  });
  test('nothing is claimed of a kill for another reason, or where the journal is closed', async () => {
    const killed = failed({ result: 'signal', execMainStatus: 9 });
    expect(await look(killed, 'Out of memory: Killed process 900 (java) total-vm:1kB\n')).toEqual([]);
    expect(await look(killed, '', undefined, 1)).toEqual([]);
    expect(await look({ activeState: 'active', result: 'success', nRestarts: 0 })).toEqual([]);
    expect(await look(undefined, KERNEL, { activeState: 'active', nRestarts: 2 })).toEqual([]);
  });
});

describe('programs of runtimes', () => {
  const engineInfo = {
    Name: 'host',
    KernelVersion: '6.1.0',
    DefaultRuntime: 'runc',
    SecurityOptions: [],
    Runtimes: [
      { name: 'runc', path: '/opt/gone/runc' },
      { name: 'io.containerd.runc.v2', path: 'runc' },
      { name: 'kata' },
      { name: 'nvidia', path: '/usr/bin/nvidia-container-runtime' },
      { name: 'runsc', path: '/usr/local/bin/runsc' },
    ],
  };
  const host = fakeHost({
    system: () => ({ os: 'linux', kernelRelease: '6.1.0', arch: 'x64', hostName: 'host' }),
    stat: byPath({ '/usr/bin/nvidia-container-runtime': fileStat('file') }),
  });
  const look = (more: object = {}) =>
    collected(runtimePrograms, host, {
      engineInUse: { engine: 'docker', address: { kind: 'unix', path: '/run/docker.sock' } },
      engineInfo: { ...engineInfo, ...more },
      platform: { os: 'linux', kernelRelease: '6.1.0' },
    });

  test('those with a path of their own that is not there; the default one is tried by a container', async () => {
    expect(await look()).toEqual([{ name: 'runsc', path: '/usr/local/bin/runsc' }]);
  });
  test('paths of another file system are not judged', async () => {
    expect(await look({ Name: 'other' })).toEqual([]);
    expect(await look({ KernelVersion: '5.15.0' })).toEqual([]);
    expect(await look({ DockerRootDir: '/var/snap/docker/common/var-lib-docker' })).toEqual([]);
    expect(await look({ SecurityOptions: ['name=rootless'] })).toEqual([]);
  });
});
