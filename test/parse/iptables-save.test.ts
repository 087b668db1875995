import { describe, expect, it, test } from 'vitest';
import { mayForward, mayLeave, parseFilterTable } from '#parse/iptables-save';
import { parseIpv4Network } from '#parse/ipv4-network';
import { sample, survivesHostileText } from './samples.ts';

const debian = sample('iptables/debian12-docker20.10.txt');
const dropping = debian.replace(':FORWARD ACCEPT', ':FORWARD DROP');

test('the table filter of Debian 12 with Docker 20.10 (recorded), and of nothing', () => {
  const table = parseFilterTable(debian);
  expect(table.forwardPolicy).toBe('ACCEPT');
  expect(table.chains).toContain('DOCKER-USER');
  expect(table.rules).toHaveLength(11);
  expect(table.rules[4]).toMatchObject({ chain: 'FORWARD', target: 'ACCEPT' });
  expect(parseFilterTable('')).toEqual({ forwardPolicy: undefined, chains: [], rules: [] });
  survivesHostileText((text) => [mayForward(parseFilterTable(text), 'docker0'), mayLeave(text, [])]);
});

describe('whose packets leave under an address that can be answered', () => {
  const leaves = (text: string, subnet: string): boolean =>
    mayLeave(text, [parseIpv4Network(subnet) ?? { base: 0, bits: 0 }]);
  const nat = (...rules: readonly string[]): string =>
    `*filter\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n*nat\n:POSTROUTING ACCEPT [0:0]\n${rules.map((rule) => `-A ${rule}\n`).join('')}COMMIT\n`;

  it.each([
    ['those of docker0, by the rule of Docker', debian, true],
    ['none, without rules', nat(), false],
    ['none, by a rule for another network', nat('POSTROUTING -s 172.18.0.0/16 -j MASQUERADE'), false],
    [
      'none, by the rule of a published port',
      nat('POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -j MASQUERADE'),
      false,
    ],
    ['all, by a rule for everybody', nat('POSTROUTING -o eth0 -j MASQUERADE'), true],
    ['all but others', nat('OWN ! -s 10.0.0.0/8 ! -d 10.0.0.0/8 -j SNAT --to-source 192.0.2.2'), true],
    ['none that are let through as they are', nat('POSTROUTING -s 172.17.0.0/16 -j ACCEPT'), false],
  ])('%s', (_name, text, expected) => {
    expect(leaves(text, '172.17.0.0/16')).toBe(expected);
  });
});

describe('who may get out', () => {
  const passes = (text: string, device: string): boolean => mayForward(parseFilterTable(text), device);
  const table = (...rules: readonly string[]): string =>
    `*filter\n:FORWARD DROP [0:0]\n:OWN - [0:0]\n:ASIDE - [0:0]\n${rules.map((rule) => `-A ${rule}\n`).join('')}COMMIT\n`;

  it.each([
    ['everybody, by the policy', debian, 'virbr0', true],
    ['containers, by a rule of Docker', dropping, 'docker0', true],
    ['nobody else', dropping, 'virbr0', false],
    ['nobody, without rules', table(), 'docker0', false],
    ['by a chain of its own', table('FORWARD -j OWN', 'OWN -i virbr0 -j ACCEPT'), 'virbr0', true],
    ['not by a chain that nothing leads to', table('ASIDE -i virbr0 -j ACCEPT'), 'virbr0', false],
    ['by a pattern', table('FORWARD -i vir+ -j ACCEPT'), 'virbr0', true],
    ['by an exception of others', table('FORWARD ! -i eth0 -j ACCEPT'), 'virbr0', true],
    ['not by its own exception', table('FORWARD ! -i virbr0 -j ACCEPT'), 'virbr0', false],
    ['by one way out', table('FORWARD -i virbr0 -o eth0 -j ACCEPT'), 'virbr0', true],
    ['not into a container network', table('FORWARD -o br-0123456789ab -j ACCEPT'), 'virbr0', false],
    ['not among themselves', table('FORWARD -i br0 -o br0 -j ACCEPT'), 'br0', false],
    [
      'not by answers',
      table('FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
      'virbr0',
      false,
    ],
    ['not by ping', table('FORWARD -p icmp -m icmp --icmp-type 8 -j ACCEPT'), 'virbr0', false],
    ['in doubt yes', table('FORWARD -p tcp --dport 443 -j ACCEPT'), 'virbr0', true],
    ['by a program that decides', table('FORWARD -j NFQUEUE --queue-num 0'), 'virbr0', true],
  ])('%s', (_name, text, device, expected) => expect(passes(text, device)).toBe(expected));
});
