import { describe, expect, it, test } from 'vitest';
import { mayForward, parseFilterTable } from '#parse/iptables-save';
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
  survivesHostileText((text) => mayForward(parseFilterTable(text), 'docker0'));
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
