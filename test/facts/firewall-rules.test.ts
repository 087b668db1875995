import { expect, test } from 'vitest';
import { firewallRules } from '#facts/firewall-rules';
import { parseIpv4Network } from '#parse/ipv4-network';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost, someIdentity } from '#test/support/fake-host';

const nft = sample('iptables/debian12-docker20.10.txt').replace(':FORWARD ACCEPT', ':FORWARD DROP');
const bridge = (name: string, device: string, internal = false) => ({
  name,
  device,
  internal,
  subnets: [parseIpv4Network(name === 'bridge' ? '172.17.0.0/16' : '172.18.0.0/16')],
});
const needs = {
  identity: someIdentity({ uid: 0 }),
  bridgeNetworks: {
    isHere: true,
    bridges: [bridge('bridge', 'docker0'), bridge('new', 'br-1'), bridge('closed', 'br-2', true)],
  },
};
const host = fakeHost({
  query: ({ argv }) => {
    const stdout = argv[0].endsWith('nft-save') ? nft : argv[1] === '-V' ? 'iptables v1.8.9 (legacy)\n' : '';
    return { exitCode: 0, stdout, stderr: '' };
  },
  list: byPath({
    '/sys/class/net': ['lo', 'docker0', 'virbr0', 'idle0'],
    '/sys/class/net/docker0/brif': ['veth1'],
    '/sys/class/net/virbr0/brif': ['vnet0'],
    '/sys/class/net/idle0/brif': [],
  }),
});

test('both backends, the one in use, and who is cut off by each', async () => {
  expect(await collected(firewallRules, host, needs)).toEqual({
    inUse: 'legacy',
    backends: [
      {
        backend: 'nft',
        forwardPolicy: 'DROP',
        hasEngineChains: true,
        cutNetworks: ['new'],
        unnamedNetworks: ['new'],
        cutBridges: ['virbr0'],
      },
      {
        backend: 'legacy',
        forwardPolicy: undefined,
        hasEngineChains: false,
        cutNetworks: [],
        unnamedNetworks: ['bridge', 'new'],
        cutBridges: [],
      },
    ],
  });
});

test('a user who is not root, and an engine elsewhere, are not asked for', async () => {
  expect(await collected(firewallRules, host, { ...needs, identity: someIdentity() })).toMatchObject({
    reason: 'denied',
  });
  const bridgeNetworks = { ...needs.bridgeNetworks, isHere: false };
  expect(await collected(firewallRules, host, { ...needs, bridgeNetworks })).toMatchObject({
    reason: 'not-here',
  });
});

test('a host without iptables has no rules to read', async () => {
  expect(await collected(firewallRules, fakeHost({}), needs)).toMatchObject({ reason: 'absent' });
});
