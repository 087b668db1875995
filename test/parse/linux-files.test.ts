import { describe, expect, it } from 'vitest';
import { parseCmdline } from '#parse/cmdline';
import { parseEtcDefault, splitWords } from '#parse/etc-default';
import { parseGroups } from '#parse/group-file';
import { mountOf, parseMountinfo } from '#parse/mountinfo';
import { parseOsRelease } from '#parse/os-release';
import { parsePasswd } from '#parse/passwd-file';
import { parseProcStatStart } from '#parse/proc-stat-start';
import { parseProcStatus } from '#parse/proc-status';
import { survivesHostileText } from '#test/parse/samples';

describe('os-release', () => {
  it('reads Debian 12 (recorded)', () => {
    const text =
      'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n';
    const expected = {
      id: 'debian',
      idLike: [],
      versionId: '12',
      codename: 'bookworm',
      name: 'Debian GNU/Linux',
      prettyName: 'Debian GNU/Linux 12 (bookworm)',
    };
    expect(parseOsRelease(text)).toEqual(expected);
    expect(parseOsRelease(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(expected);
  });

  // os-release(5): single quotes, escapes, ID_LIKE with several words, ID absent.
  it.each([
    ['ID=\'rocky\'\nID_LIKE="rhel centos fedora"', { id: 'rocky', idLike: ['rhel', 'centos', 'fedora'] }],
    ['NAME="a \\"b\\""', { id: 'linux', idLike: [], name: 'a "b"' }],
    ['# nothing', { kind: 'malformed', what: 'os-release', detail: 'no assignment in it' }],
  ])('%j', (text, expected) => expect(parseOsRelease(text)).toEqual(expected));
});

describe('/proc/<pid>', () => {
  it('reads status (recorded, Debian 12 kernel 6)', () => {
    const text =
      'Name:\tdockerd\nUmask:\t0022\nState:\tT (stopped)\nTgid:\t812\nPid:\t812\nPPid:\t1\nUid:\t0\t0\t0\t0\nGroups:\t0 999 \nVmRSS:\t   75904 kB\nThreads:\t18\nNSpid:\t812\t7\n';
    expect(parseProcStatus(text)).toEqual({
      name: 'dockerd',
      state: 'T',
      pid: 812,
      parentPid: 1,
      uid: 0,
      threads: 18,
      residentBytes: 77725696,
      groups: [0, 999],
      namespacePids: [812, 7],
    });
    expect(parseProcStatus('Name:\tx\n')).toMatchObject({ kind: 'malformed' });
  });

  it('reads the start time behind a name with parentheses (proc(5))', () => {
    const stat = '812 (a) b) S 1 812 812 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 18 0 4012 2312761344 100';
    expect(parseProcStatStart(stat)).toBe(4012);
    expect(parseProcStatStart('812 (x')).toBeUndefined();
  });

  it('reads cmdline', () => {
    expect(parseCmdline('/usr/sbin/dockerd\0-H\0fd://\0')).toEqual(['/usr/sbin/dockerd', '-H', 'fd://']);
    expect(parseCmdline('a\0\0b\0')).toEqual(['a', '', 'b']);
    expect(parseCmdline('')).toEqual([]);
  });
});

describe('mountinfo', () => {
  // First two lines recorded; the escapes after proc(5).
  const text = [
    '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard',
    '25 24 0:23 / /dev/shm rw,relatime shared:2 - tmpfs tmpfs rw,size=24684096k',
    '36 25 8:2 /sub /mnt/my\\040d\\303\\251 ro,noexec shared:1 master:3 - xfs /dev/sdb ro',
    '37 25 8:3 / /mnt rw - ext4 /dev/sdc rw',
    'cut off line',
  ].join('\n');
  const mounts = parseMountinfo(text);

  it('reads mounts', () => {
    expect(mounts[2]).toEqual({
      mountPoint: '/mnt/my dé',
      root: '/sub',
      device: '8:2',
      fsType: 'xfs',
      source: '/dev/sdb',
      options: ['ro', 'noexec'],
      superOptions: ['ro'],
      shared: true,
    });
    expect(mounts.map((mount) => [mount.mountPoint, mount.shared])).toEqual([
      ['/', false],
      ['/dev/shm', true],
      ['/mnt/my dé', true],
      ['/mnt', false],
    ]);
  });

  it.each([
    ['/var/lib/docker', '/'],
    ['/mnt/my dé/x', '/mnt/my dé'],
    ['/mnt', '/mnt'],
    ['/mnt2', '/'],
    ['relative', undefined],
  ])('finds the mount of %s', (path, mountPoint) =>
    expect(mountOf(path, mounts)?.mountPoint).toBe(mountPoint),
  );
});

describe('group and passwd', () => {
  it('reads groups', () =>
    expect(
      parseGroups('docker:x:999:alice, bob\r\nempty:x:5:\n+::0:\n#x:x:1:\nbad:x:y:\nshort:x:1\n'),
    ).toEqual([
      { name: 'docker', gid: 999, members: ['alice', 'bob'] },
      { name: 'empty', gid: 5, members: [] },
    ]));

  it('reads accounts', () =>
    expect(parsePasswd('alice:x:1000:1001:Alice,,,:/home/alice:/bin/bash\nbad\nb:x:1:1:::\n')).toEqual([
      { name: 'alice', uid: 1000, gid: 1001, home: '/home/alice', shell: '/bin/bash' },
      { name: 'b', uid: 1, gid: 1, home: '', shell: '' },
    ]));
});

describe('/etc/default/docker', () => {
  it('reads assignments without evaluating them', () => {
    const text =
      '# comment \\\nDOCKER_OPTS="--dns 8.8.8.8 \\\n  --label=\\"a b\\""\nexport http_proxy=http://p:1/ # why\nA=\'$B `c`\'\nif x; then\n';
    expect(parseEtcDefault(text)).toEqual([
      { name: 'DOCKER_OPTS', value: '--dns 8.8.8.8   --label="a b"', line: 2 },
      { name: 'http_proxy', value: 'http://p:1/', line: 4 },
      { name: 'A', value: '$B `c`', line: 5 },
    ]);
  });

  it.each([
    ['--dns 8.8.8.8 --label="a b" -H\tfd://', ['--dns', '8.8.8.8', '--label=a b', '-H', 'fd://']],
    [`'a b'c "d\\"e" f\\ g`, ['a bc', 'd"e', 'f g']],
    ['open "quote', ['open', '"quote']],
    ['', []],
  ])('splits %j', (value, words) => expect(splitWords(value)).toEqual(words));
});

it('never throws', () => {
  for (const parse of [
    parseOsRelease,
    parseProcStatus,
    parseProcStatStart,
    parseCmdline,
    parseMountinfo,
    parseGroups,
    parsePasswd,
    parseEtcDefault,
    splitWords,
  ])
    survivesHostileText(parse);
});
