import { describe, expect, it } from 'vitest';
import { findFatalCause } from '#parse/journal-lines';
import { sample, survivesHostileText } from '#test/parse/samples';

const CONFIG = 'unable to configure the Docker daemon with file /etc/docker/daemon.json:';

// The sentences of the fault catalogue, §1, §3, §4, §5 and §22, its … filled in.
const SENTENCES: readonly (readonly [string, string])[] = [
  [
    `${CONFIG} the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [unix:///x])`,
    'djson-hosts-conflict',
  ],
  [
    'merged configuration validation from file and command line flags failed: mtu is specified as a flag and in the configuration file',
    'djson-hosts-conflict',
  ],
  [`${CONFIG} invalid character '}' looking for beginning of object key string`, 'djson-invalid-json'],
  [`${CONFIG} EOF`, 'djson-invalid-json'],
  [`${CONFIG} unexpected EOF`, 'djson-invalid-json'],
  [`${CONFIG} invalid JSON: unexpected end of JSON input`, 'djson-invalid-json'],
  [`${CONFIG} read /etc/docker/daemon.json: is a directory`, 'djson-invalid-json'],
  [`${CONFIG} invalid character 'ï' looking for beginning of value`, 'djson-invalid-json'],
  [
    `${CONFIG} the following directives don't match any configuration option: debugg`,
    'djson-unknown-or-type',
  ],
  [
    `${CONFIG} json: cannot unmarshal string into Go struct field Config.dns of type []string`,
    'djson-unknown-or-type',
  ],
  [
    `${CONFIG} configuration validation from file failed: specified default runtime 'nvidia' does not exist`,
    'djson-default-runtime-missing',
  ],
  [`${CONFIG} runtime name 'runc' is reserved`, 'djson-runtime-reserved'],
  [
    "failed to start daemon: failed to set log opts: unknown log opt 'max-sizes' for json-file log driver",
    'djson-bad-log-opt',
  ],
  [
    'failed to start daemon, ensure docker is not running or delete /var/run/docker.pid: process with PID 31 is still running',
    'daemon-pidfile-stale',
  ],
  [
    'failed to start daemon: pid file found, ensure docker is not running or delete /var/run/docker.pid',
    'daemon-pidfile-stale',
  ],
  [
    'failed to start daemon: failed to dial "/run/containerd/containerd.sock": context deadline exceeded',
    'containerd-unreachable',
  ],
  [
    'failed to start daemon: failed to dial "/nonexistent.sock": context deadline exceeded',
    'containerd-unreachable',
  ],
  ['failed to start containerd: timeout waiting for containerd to start', 'containerd-unreachable'],
  ['containerd: container did not start before the specified timeout', 'containerd-hung'],
  ['Failed to start docker.service: Unit docker.service is masked.', 'unit-masked-or-disabled'],
  ['docker.service: Start request repeated too quickly.', 'unit-start-limit'],
  ['Job for docker.service failed because the control process exited with error code.', 'unit-start-limit'],
  ['docker.socket: Control process exited, code=exited status=216', 'socket-unit-216-group'],
  ['docker.socket: Control process exited, code=exited, status=216/GROUP', 'socket-unit-216-group'],
  [
    'failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd',
    'fd-activation-missing',
  ],
  ['No sockets found', 'fd-activation-missing'],
  [
    'failed to load listeners: listen tcp 127.0.0.1:2375: bind: address already in use',
    'daemon-listener-in-use',
  ],
  ['docker.socket: Failed to listen on sockets: Address already in use', 'daemon-listener-in-use'],
  [
    "failed to load listeners: can't create unix socket /var/run/docker.sock: is a directory",
    'sock-is-directory',
  ],
  [
    'Error initializing network controller: Error creating default "bridge" network: bridge device with non default name br9 must be created manually',
    'daemon-bridge-missing',
  ],
  [
    'list bridge addresses failed: PredefinedLocalScopeDefaultNetworks List: [172.17.0.0/16]: no available network',
    'daemon-bridge-missing',
  ],
  [
    "iptables v1.8.7 (legacy): can't initialize iptables table `raw': Table does not exist (do you need to insmod?)",
    'net-iptables-modules-missing',
  ],
  [
    'failed to create NAT chain DOCKER: iptables failed: iptables v1.8.5 (nf_tables): CHAIN_ADD failed (No such file or directory): chain PREROUTING',
    'net-iptables-backend-mix',
  ],
  [
    'failed to start daemon: error initializing graphdriver: driver not supported',
    'storage-driver-unsupported',
  ],
  [
    'prior storage driver btrfs failed: prerequisites for driver not satisfied (wrong filesystem?)',
    'storage-driver-unsupported',
  ],
  ['aufs was not found in /proc/filesystems', 'storage-driver-unsupported'],
  // 20.10.24 on Debian 12 with "storage-driver": "zfs", and with "btrfs" on ext4
  [
    'failed to start daemon: error initializing graphdriver: prerequisites for driver not satisfied (wrong filesystem?)',
    'storage-driver-unsupported',
  ],
  [
    '/var/lib/docker contains several valid graphdrivers: overlay, overlay2; Please cleanup or explicitly choose storage driver (-s <DRIVER>)',
    'storage-several-drivers',
  ],
  [
    'overlay2: the backing xfs filesystem is formatted without d_type support, which leads to incorrect behavior.',
    'storage-overlay-ftype0',
  ],
  ['error while opening volume store metadata database: timeout', 'storage-metadata-db-locked'],
];

describe('known sentences', () => {
  it.each(SENTENCES)('%s', (text, code) => {
    expect(findFatalCause(text)).toEqual({ text, code });
    expect(findFatalCause(`Nov 22 02:10:02 host dockerd[812]: ${text}\r\n`)).toEqual({ text, code });
    const logfmt = `time="2026-11-22T02:10:02.1Z" level=fatal msg="${text.replaceAll('"', '\\"')}"`;
    expect(findFatalCause(logfmt)).toEqual({ text, code });
  });

  it.each([
    'failed to start daemon: mkdir /var/lib/docker/x: no space left on device',
    'failed to start daemon: failed to dial "/run/containerd/containerd.sock": unknown service containerd.services.namespaces.v1.Namespaces: not implemented',
    'failed to start daemon: chmod /var/lib/docker: read-only file system',
  ])('gives no code where the words do not decide: %s', (text) =>
    expect(findFatalCause(text)).toEqual({ text }),
  );
});

describe('the journal of a start', () => {
  it('prefers the cause to the symptom behind it, and the last of two', () => {
    const journal = [
      'Nov 22 02:10:01 host systemd[1]: Starting docker.service - Docker Application Container Engine...',
      'Nov 22 02:10:01 host dockerd[812]: time="2026-11-22T02:10:01Z" level=info msg="aufs was not found in /proc/filesystems" storage-driver=aufs',
      `Nov 22 02:10:01 host dockerd[812]: ${CONFIG} EOF`,
      `Nov 22 02:10:02 host dockerd[815]: ${CONFIG} unexpected EOF`,
      'Nov 22 02:10:02 host systemd[1]: docker.service: Main process exited, code=exited, status=1/FAILURE',
      'Nov 22 02:10:03 host systemd[1]: docker.service: Start request repeated too quickly.',
    ].join('\n');
    expect(findFatalCause(journal)).toEqual({ text: `${CONFIG} unexpected EOF`, code: 'djson-invalid-json' });
  });

  // From Debian 12 hosts of the lab.
  it.each([
    ['start-limit', 'djson-invalid-json', /^unable to configure the Docker daemon with file/],
    ['crash-loop-starting', 'daemon-bridge-missing', /^failed to start daemon: Error initializing network/],
    ['given-up', 'djson-invalid-json', /^unable .*: is a directory$/],
    ['socket-group', 'socket-unit-216-group', /216\/GROUP|group docker/],
  ])('of a real host: %s', (name, code, text) => {
    const found = findFatalCause(sample(`journal/debian12-${name}.txt`));
    expect(found).toEqual({ code, text: expect.stringMatching(text) });
  });

  it.each([
    ['level=fatal msg="boom \\"x\\"" error="why"', { text: 'boom "x": why' }],
    ['\u001b[31mFATA\u001b[0m[0001] x\u0007y', { text: 'x y' }],
    ['FATA[0000] Error starting daemon: something new', { text: 'Error starting daemon: something new' }],
    ['time="x" level=info msg="API listen on /run/docker.sock"', undefined],
    ['-- No entries --', undefined],
    ['', undefined],
  ])('%j', (journal, cause) => expect(findFatalCause(journal)).toEqual(cause));

  it('never throws', () => survivesHostileText(findFatalCause));
});
