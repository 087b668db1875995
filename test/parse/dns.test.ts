import { describe, expect, it } from 'vitest';
import { buildDnsQuery, parseDnsReply } from '#parse/dns-message';
import { parseNsswitchHosts } from '#parse/nsswitch';
import { isLoopbackAddress, parseResolvConf } from '#parse/resolv-conf';
import { survivesHostileText } from '#test/parse/samples';

describe('resolv.conf', () => {
  // systemd-resolved's stub file and the rules of resolv.conf(5).
  it('reads it', () =>
    expect(
      parseResolvConf(
        '# stub\r\nnameserver 127.0.0.53\r\nnameserver fe80::1%eth0 # router\r\n; x\r\ndomain a.example\r\nsearch corp.example lan\r\noptions edns0\r\noptions trust-ad ndots:2\r\nnameserver\r\n indented 1.1.1.1\r\nnameserverx 9.9.9.9\r\n',
      ),
    ).toEqual({
      nameservers: ['127.0.0.53', 'fe80::1%eth0'],
      search: ['corp.example', 'lan'],
      options: ['edns0', 'trust-ad', 'ndots:2'],
    }));

  it('is empty for an empty file', () =>
    expect(parseResolvConf('')).toEqual({ nameservers: [], search: [], options: [] }));

  it.each([
    ['127.0.0.53', true],
    ['127.0.1.1', true],
    ['::1', true],
    ['0:0:0:0:0:0:0:1', true],
    ['[::1]', true],
    ['::ffff:127.0.0.1', true],
    ['10.255.255.53', false],
    ['1270.0.0.1', false],
    ['::', false],
    ['2001:db8::1', false],
    ['', false],
  ])('%s is loopback: %s', (address, expected) => expect(isLoopbackAddress(address)).toBe(expected));
});

describe('nsswitch', () => {
  it.each([
    ['passwd: files\nhosts:          files dns\n', [{ name: 'files' }, { name: 'dns' }]],
    [
      'hosts: mymachines resolve [!UNAVAIL=return] files[NOTFOUND=return  X=y] dns # c',
      [
        { name: 'mymachines' },
        { name: 'resolve', actions: '!UNAVAIL=return' },
        { name: 'files', actions: 'NOTFOUND=return X=y' },
        { name: 'dns' },
      ],
    ],
    ['passwd: files', undefined],
  ])('%j', (text, expected) => expect(parseNsswitchHosts(text)).toEqual(expected));
});

describe('DNS messages', () => {
  it('builds the query of RFC 1035', () =>
    expect(buildDnsQuery('docker.io.', 0x1234)).toEqual(
      Uint8Array.from([
        0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 6, 100, 111, 99, 107, 101, 114, 2, 105, 111, 0, 0, 1, 0, 1,
      ]),
    ));

  it.each(['', 'a..b', `${'x'.repeat(64)}.io`, 'a.'.repeat(200)])('refuses the name %j', (name) =>
    expect(buildDnsQuery(name, 1)).toMatchObject({ kind: 'malformed' }),
  );

  it.each([
    [
      [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0],
      {
        id: 0x1234,
        rcode: 'NOERROR',
        answerCount: 2,
        truncated: false,
        recursionAvailable: true,
        matches: true,
      },
    ],
    [
      [0x12, 0x35, 0x83, 0x03, 0, 1, 0, 0, 0, 0, 0, 0, 9],
      {
        id: 0x1235,
        rcode: 'NXDOMAIN',
        answerCount: 0,
        truncated: true,
        recursionAvailable: false,
        matches: false,
      },
    ],
    [
      [0x12, 0x34, 0x80, 0x0f, 0, 0, 0, 0, 0, 0, 0, 0],
      {
        id: 0x1234,
        rcode: 'RCODE15',
        answerCount: 0,
        truncated: false,
        recursionAvailable: false,
        matches: true,
      },
    ],
    [
      [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
      { kind: 'malformed', what: 'DNS message', detail: 'a query, not a reply' },
    ],
    [[1, 2, 3], { kind: 'malformed', what: 'DNS message', detail: '3 bytes are too few for a header' }],
    [[], { kind: 'malformed', what: 'DNS message', detail: '0 bytes are too few for a header' }],
  ])('reads %j', (bytes, expected) =>
    expect(parseDnsReply(Uint8Array.from(bytes), 0x1234)).toEqual(expected),
  );
});

it('never throws', () => {
  survivesHostileText(parseResolvConf);
  survivesHostileText(parseNsswitchHosts);
  survivesHostileText(isLoopbackAddress);
  survivesHostileText((text) => buildDnsQuery(text, 1));
});
