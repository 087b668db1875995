import { describe, expect, it, test } from 'vitest';
import { parseContainerDetail, parseContainers } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { portConflictIn } from '#parse/port-conflict';
import { isLoopback, isWildcard, parseListeners } from '#parse/proc-net-listeners';
import { sample, survivesHostileText } from './samples.ts';

const errorIn = (path: string): string => {
  const detail = parseContainerDetail(sample(path));
  return isMalformed(detail) ? '' : (detail.State.Error ?? '');
};

describe('what an engine says of a port that it could not publish', () => {
  it.each([
    [
      errorIn('engine-api/docker-20.10.24-port-in-use.json'),
      { kind: 'in-use', address: '0.0.0.0', port: 8099, transport: 'tcp' },
    ],
    [
      errorIn('engine-api/docker-20.10.24-port-allocated.json'),
      { kind: 'allocated', address: '0.0.0.0', port: 8098, transport: 'tcp' },
    ],
    [
      'failed to set up container networking: driver failed programming external connectivity on endpoint web (87ae): failed to bind host port for 0.0.0.0:8099:172.17.0.2:80/tcp: address already in use',
      { kind: 'in-use', address: '0.0.0.0', port: 8099, transport: 'tcp' },
    ],
    [
      'failed to bind host port 127.0.0.1:53/udp: address already in use',
      { kind: 'in-use', address: '127.0.0.1', port: 53, transport: 'udp' },
    ],
    [
      'Error starting userland proxy: listen udp [::1]:53: bind: address already in use',
      { kind: 'in-use', address: '::1', port: 53, transport: 'udp' },
    ],
    [
      'rootlessport listen tcp :80: bind: address already in use',
      { kind: 'in-use', address: '0.0.0.0', port: 80, transport: 'tcp' },
    ],
    [
      "error while calling PortManager.AddPort(): cannot expose privileged port 80, you can add 'net.ipv4.ip_unprivileged_port_start=80' to /etc/sysctl.conf (currently 1024), or set CAP_NET_BIND_SERVICE on rootlesskit binary, or choose a larger port number (>= 1024): listen tcp4 0.0.0.0:80: bind: permission denied",
      { kind: 'privileged', address: '0.0.0.0', port: 80, transport: 'tcp' },
    ],
    [
      'pasta failed with exit code 1: Listen failed for HOST UDP port */53: Permission denied',
      { kind: 'privileged', address: '0.0.0.0', port: 53, transport: 'udp' },
    ],
  ] as const)('%s', (error, expected) => expect(portConflictIn(error)).toEqual(expected));

  it.each([
    '',
    'OCI runtime create failed: exec: "x": executable file not found in $PATH',
    'listen tcp4 0.0.0.0:80: bind: permission denied',
    'listen tcp4 0.0.0.0:99999: bind: address already in use',
  ])('and nothing of another kind: %s', (error) => expect(portConflictIn(error)).toBeUndefined());
});

// Of a Debian 12 host; the established connection and the mapped address are made up.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2464408 1 00000000c69ac0d8 100 0 0 10 0
   1: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 2488174 1 00000000dde8c18c 100 0 0 10 0
   2: 0100007F:0051 0100007F:0050 01 00000000:00000000 00:00000000 00000000     0        0 2488175 1 00000000dde8c18d 100 0 0 10 0
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:1FA3 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2486211 1 00000000d929d52e 100 0 0 10 0
   1: 00000000000000000000000001000000:0277 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2486212 1 00000000d929d52f 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2486213 1 00000000d929d530 100 0 0 10 0
   3: B80D0120000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2486214 1 00000000d929d531 100 0 0 10 0
`;

test('listeners of both families, without connections', () => {
  expect(parseListeners(TCP, 'tcp')).toEqual([
    { address: '0.0.0.0', port: 22, uid: 0 },
    { address: '127.0.0.1', port: 80, uid: 33 },
  ]);
  expect(parseListeners(TCP6, 'tcp')).toEqual([
    { address: '::', port: 8099, uid: 0 },
    { address: '::1', port: 631, uid: 0 },
    { address: '127.0.0.1', port: 80, uid: 0 },
    { address: '2001:0db8:0000:0000:0000:0000:0000:0001', port: 80, uid: 0 },
  ]);
  expect(parseListeners(TCP, 'udp')).toEqual([]);
  survivesHostileText((text) => parseListeners(text, 'udp'));
});

test('which of them are on the loopback, and which on all addresses', () => {
  expect(['127.0.0.53', '::1', '0.0.0.0', '10.0.0.1'].map(isLoopback)).toEqual([true, true, false, false]);
  expect(['0.0.0.0', '::', '::1'].map(isWildcard)).toEqual([true, true, false]);
});

test('a container’s networks are read, and read again from a recording', () => {
  const body = [
    { Id: 'a', NetworkSettings: { Networks: { web: { NetworkID: 'n', IPAddress: '172.18.0.2' } } } },
  ];
  const parsed = parseContainers(body);
  expect(parsed).toMatchObject([
    { NetworkSettings: { Networks: [{ NetworkID: 'n', IPAddress: '172.18.0.2' }] } },
  ]);
  expect(parseContainers(JSON.stringify(parsed))).toEqual(parsed);
});
