import { describe, expect, it } from 'vitest';
import { repairActrc } from '#parse/actrc-repair';
import { parseAssignments } from '#parse/shell-assignment';
import { linesThatSet } from '#parse/sysctl-conf';

describe('lines of an actrc', () => {
  it.each([
    ['two options', '-P a=b --pull=false', '-P a=b\n--pull=false'],
    ['quotes around a value', '-P "a=b"', '-P a=b'],
    ['quotes around a part of it', "--platform a='b'", '--platform a=b'],
    ['a comment behind it', '--rm # at the end', '# at the end\n--rm'],
  ])('%s', (_name, line, becomes) => {
    expect(repairActrc(`# mine\n${line}\n--bind\n`)).toEqual([{ line, becomes }]);
  });
  it.each([
    ['one option each', '-P a=b\n  --rm  \n'],
    ['a command line as a value', '--container-options "--cpus 2 --privileged"\n'],
    ['a secret', '-s TOKEN=*** --rm\n'],
    ['a variable, whose value may be quoted on purpose', '--env "A=b c"\n'],
    ['a value of several words', '-P "a=b c"\n'],
    ['a line that stands there twice', '-P "a=b"\n-P "a=b"\n'],
    ['line ends of Windows', '-P "a=b"\r\n'],
    ['what is no option', 'nothing\n'],
  ])('%s stays', (_name, text) => {
    expect(repairActrc(text)).toEqual([]);
  });
});

describe('lines that set DOCKER_HOST', () => {
  it.each([
    ['export DOCKER_HOST=unix:///run/user/1000/docker.sock', 'unix:///run/user/1000/docker.sock'],
    ['  export DOCKER_HOST="tcp://build:2376" # the old one', 'tcp://build:2376'],
    ["DOCKER_HOST='tcp://build:2376'; export DOCKER_HOST", 'tcp://build:2376'],
    ['set -gx DOCKER_HOST unix:///run/docker.sock', 'unix:///run/docker.sock'],
    ['export DOCKER_HOST=unix:///run/user/$(id -u)/docker.sock', 'unix:///run/user/$(id -u)/docker.sock'],
    ['export DOCKER_HOST=unix://$XDG_RUNTIME_DIR/docker.sock', 'unix://$XDG_RUNTIME_DIR/docker.sock'],
  ])('%s', (line, value) => {
    expect(parseAssignments(`umask 022\n${line}\n`, 'DOCKER_HOST')).toEqual([{ line, lineNumber: 2, value }]);
  });
  it.each([
    '# export DOCKER_HOST=unix:///gone',
    'export DOCKER_HOST',
    'export MY_DOCKER_HOST=unix:///gone',
    'DOCKER_HOST=tcp://build docker ps',
    '[ -n "$X" ] && export DOCKER_HOST=unix:///gone',
    'unset DOCKER_HOST',
  ])('not %s', (line) => {
    expect(parseAssignments(line, 'DOCKER_HOST')).toEqual([]);
  });
});

describe('lines of sysctl.d', () => {
  const keys = ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'];
  it('in either spelling, with the failure passed over or not', () => {
    const lines = ['net.ipv4.ip_forward=0', ' -net/ipv4/conf/all/forwarding = 0 '];
    expect(linesThatSet(['# a', ...lines, ''].join('\n'), keys, '0')).toEqual(lines);
  });
  it.each(['#net.ipv4.ip_forward=0', 'net.ipv4.ip_forward=1', 'net.ipv6.ip_forward=0', ''])(
    'not %j',
    (line) => {
      expect(linesThatSet(line, keys, '0')).toEqual([]);
    },
  );
});
