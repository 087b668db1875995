import { describe, expect, test } from 'vitest';
import { securityApparmor } from '#checks/security/apparmor';
import { unavailable } from '#core/answer';
import type { RoundTrip } from '#core/host';
import { apparmor } from '#facts/apparmor';
import { parseEngineInfo } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof securityApparmor.evaluate>[0];

const told = parseEngineInfo(sample('engine-api/docker-20.10.24-info.json'));
if (isMalformed(told)) throw new Error('not a sample');
const ran: RoundTrip = { stages: [], stdout: '', exitCode: 0, leftovers: [] };
const failing = (detail: string): RoundTrip => ({ ...ran, failure: { stage: 'start', detail } });
const passive = unavailable('not-looked', 'run a container', '--passive');
const id = 'unix:///var/run/docker.sock';
const info = {
  ...told,
  KernelVersion: '6.1.0',
  SecurityOptions: ['name=apparmor', 'name=seccomp,profile=default'],
};
const parser = '/usr/sbin/apparmor_parser';
const healthy: Needs = {
  apparmor: { enabled: true, parser },
  platform: { os: 'linux', kernelRelease: '6.1.0', arch: 'x64' },
  engine: {
    id,
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  info,
  trip: ran,
};
const judge = (more: Partial<Needs>) => securityApparmor.evaluate({ ...healthy, ...more }).findings;
const applies = (more: Partial<Needs>) => securityApparmor.applies?.({ ...healthy, ...more });

test('all is well', () => {
  expect(securityApparmor.evaluate(healthy)).toEqual({
    evidence: [
      {
        source: 'read /sys/module/apparmor/parameters/enabled',
        observed: `on; apparmor_parser ${parser}`,
      },
      { source: 'GET /info', observed: 'the engine uses AppArmor' },
      { source: 'run a container', observed: 'it ran' },
    ],
    findings: [],
  });
});

// As users of LXC saw it: https://github.com/moby/moby/issues/51405
const DETACHED =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: open sysctl net.ipv4.ip_unprivileged_port_start file: reopen fd 8: permission denied: unknown';
// By runc's libcontainer/apparmor: https://github.com/opencontainers/runc
const UNLOADED =
  'OCI runtime create failed: runc create failed: unable to apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory: unknown';

test('it applies where AppArmor is on, or where its refusal shows', () => {
  expect(applies({})).toBe(true);
  const off = { enabled: false };
  expect(applies({ apparmor: off })).toBe('AppArmor is not on in this kernel');
  expect(applies({ apparmor: off, trip: failing(DETACHED) })).toBe(true);
  expect(applies({ info: { ...info, OperatingSystem: 'Docker Desktop' } })).toContain('another kernel');
});

test('apparmor-lxc-runc: the words of runc', () => {
  const findings = judge({ apparmor: { enabled: false, inside: 'lxc' }, trip: failing(DETACHED) });
  expect(findings).toMatchObject([{ code: 'apparmor-lxc-runc', params: { inside: 'lxc' }, engine: id }]);
  expect(judge({ trip: failing('open sysctl net.core.somaxconn file: no such file or directory') })).toEqual(
    [],
  );
});

describe('apparmor-profile-missing', () => {
  test('the words of runc', () => {
    expect(judge({ trip: failing(UNLOADED) })).toMatchObject([
      { code: 'apparmor-profile-missing', params: { parser: true } },
    ]);
    const [finding] = judge({ trip: failing(UNLOADED), apparmor: { enabled: true } });
    expect(finding?.params).toMatchObject({ parser: false });
  });
  test('without a container tried, what loads profiles may be missing', () => {
    const bare = { enabled: true };
    expect(judge({ apparmor: bare, trip: passive })).toMatchObject([
      { code: 'apparmor-profile-missing', severity: 'warning', params: { detail: undefined } },
    ]);
    expect(judge({ apparmor: bare })).toEqual([]);
    expect(judge({ trip: passive })).toEqual([]);
    expect(judge({ apparmor: bare, trip: passive, info: { ...info, SecurityOptions: [] } })).toEqual([]);
  });
});

test('AppArmor as the kernel has it', async () => {
  const look = (enabled: string | undefined, stats: object = {}) =>
    collected(
      apparmor,
      fakeHost({
        'read-file': byPath({
          '/run/systemd/container': 'lxc\n',
          ...(enabled === undefined ? {} : { '/sys/module/apparmor/parameters/enabled': enabled }),
        }),
        stat: byPath({ ...stats }),
      }),
      { identity: someIdentity() },
    );
  const stats = { [parser]: fileStat('file', { mode: 0o755 }) };
  expect(await look('Y\n', stats)).toEqual({ enabled: true, parser, inside: 'lxc' });
  expect(await look('Y\n')).toEqual({ enabled: true, inside: 'lxc' });
  expect(await look('N\n', stats)).toEqual({ enabled: false, inside: 'lxc' });
  expect(await look(undefined)).toEqual({ enabled: false, inside: 'lxc' });
  const closed = fakeHost({ 'read-file': ({ path }) => unavailable('denied', path, 'EACCES') });
  expect(await collected(apparmor, closed, { identity: someIdentity() })).toMatchObject({ reason: 'denied' });
});
