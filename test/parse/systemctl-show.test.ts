import { describe, expect, it } from 'vitest';
import { parseSystemctlShow, unitNamed } from '#parse/systemctl-show';
import { sample, survivesHostileText } from '#test/parse/samples';

const docker = {
  id: 'docker.service',
  loadState: 'loaded',
  activeState: 'failed',
  subState: 'failed',
  unitFileState: 'enabled',
  result: 'exit-code',
  nRestarts: 3,
  execMainStatus: 1,
  execMainCode: 1,
  invocationId: '0123456789abcdef0123456789abcdef',
  execStart: [
    ['/usr/sbin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock', '$DOCKER_OPTS'],
  ],
  fragmentPath: '/lib/systemd/system/docker.service',
  dropInPaths: [
    '/etc/systemd/system/docker.service.d/http-proxy.conf',
    '/etc/systemd/system/docker.service.d/override.conf',
  ],
  environmentFiles: ['/etc/default/docker'],
  triggeredBy: ['docker.socket'],
  conditionResult: true,
  limitNofile: 1048576,
  needDaemonReload: false,
};
const lists = { execStart: [], dropInPaths: [], environmentFiles: [], triggeredBy: [] };

describe('systemctl show', () => {
  // Written after systemd 252's format with Debian 12's docker.service.
  it('reads several units, unset properties absent', () => {
    expect(parseSystemctlShow(sample('systemctl-show/failed-docker.txt'))).toEqual([
      docker,
      {
        id: 'docker.socket',
        loadState: 'loaded',
        activeState: 'failed',
        subState: 'failed',
        unitFileState: 'enabled',
        result: 'service-start-limit-hit',
        ...lists,
      },
      {
        id: 'containerd.service',
        loadState: 'not-found',
        activeState: 'inactive',
        subState: 'dead',
        limitNofile: 'infinity',
        ...lists,
      },
    ]);
  });

  // What systemctl 252 said on Debian 12 hosts of the lab, 250 properties for each unit.
  it.each([
    ['start-limit', { activeState: 'failed', result: 'exit-code', nRestarts: 2 }, 'service-start-limit-hit'],
    ['crash-loop-starting', { activeState: 'activating', subState: 'start', nRestarts: 1 }, 'success'],
    ['service-masked', { activeState: 'inactive', loadState: 'masked' }, 'resources'],
  ])('reads what a real host says: %s', (name, service, resultOfSocket) => {
    const units = parseSystemctlShow(sample(`systemctl-show/debian12-${name}.txt`));
    expect(units.map(({ id }) => id)).toEqual(['docker.service', 'docker.socket', 'containerd.service']);
    expect(units[0]).toMatchObject({ ...service, triggeredBy: ['docker.socket'] });
    expect(units[1]).toMatchObject({ result: resultOfSocket });
  });

  it('reads CRLF text the same', () => {
    const text = sample('systemctl-show/failed-docker.txt');
    expect(parseSystemctlShow(text.replaceAll('\n', '\r\n'))).toEqual(parseSystemctlShow(text));
  });

  it('keeps every ExecStart of a oneshot and an argv that is cut off', () => {
    const text =
      'Id=a.service\nExecStart={ path=/bin/a ; argv[]=/bin/a -x ; ignore_errors=no ; }\nExecStart={ path=/bin/b ; argv[]=/bin/b -y';
    expect(parseSystemctlShow(text)[0]?.execStart).toEqual([
      ['/bin/a', '-x'],
      ['/bin/b', '-y'],
    ]);
  });

  it('gives no units for the message of a host without systemd', () => {
    expect(parseSystemctlShow('System has not been booted with systemd as init system (PID 1).\n')).toEqual(
      [],
    );
  });

  it('finds a unit by id', () => {
    const units = parseSystemctlShow('Id=a\n\nId=b\nMainPID=7\n');
    expect(unitNamed(units, 'b')).toEqual({ id: 'b', mainPid: 7, ...lists });
    expect(unitNamed(units, 'c')).toBeUndefined();
  });

  it('never throws', () => survivesHostileText(parseSystemctlShow));
});
