import { expect, test } from 'vitest';
import { networkFirewall } from '#checks/network/firewall';
import { unavailable } from '#core/answer';
import type { BackendRules, FirewallRules } from '#facts/firewall-rules';

type Needs = Parameters<typeof networkFirewall.evaluate>[0];

const nft: BackendRules = {
  backend: 'nft',
  forwardPolicy: 'DROP',
  hasEngineChains: true,
  cutNetworks: [],
  unnamedNetworks: [],
  cutBridges: [],
};
const legacy: BackendRules = {
  ...nft,
  backend: 'legacy',
  forwardPolicy: undefined,
  hasEngineChains: false,
};
const healthy: Needs = {
  engine: {
    id: 'unix:///var/run/docker.sock',
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  rules: { backends: [nft, legacy], inUse: 'nft' },
  service: { manager: 'systemd', unit: 'docker.service', resetFailed: false },
};
const judge = (rules: FirewallRules) => networkFirewall.evaluate({ ...healthy, rules });
const found = (rules: FirewallRules) =>
  judge(rules).findings.map(({ code, severity, params }) => [code, severity, params]);

test('shows what it looked at and finds nothing when all is well', () => {
  expect(networkFirewall.evaluate(healthy)).toEqual({
    evidence: [
      {
        source: 'iptables-nft-save',
        observed: 'FORWARD DROP, with chains of Docker, no network is cut off',
      },
      {
        source: 'iptables-legacy-save',
        observed: 'FORWARD does not exist, without chains of Docker, no network is cut off',
      },
    ],
    findings: [],
  });
  expect(judge({ backends: [] }).evidence).toHaveLength(1);
});

test('net-forward-drop: containers are cut off', () => {
  expect(found({ backends: [{ ...nft, cutNetworks: ['bridge'] }], inUse: 'nft' })).toEqual([
    ['net-forward-drop', undefined, { networks: ['bridge'], bridges: [] }],
  ]);
});

test('net-forward-drop: another program’s bridge may be meant to be closed, so it is a remark', () => {
  expect(found({ backends: [{ ...nft, cutBridges: ['virbr0'] }], inUse: 'nft' })).toEqual([
    ['net-forward-drop', 'info', { networks: [], bridges: ['virbr0'] }],
  ]);
});

test('net-iptables-backend-mix: the other backend has rules of Docker and drops', () => {
  const left = { ...nft, cutNetworks: ['new'] };
  const used = { ...legacy, forwardPolicy: 'DROP', hasEngineChains: true };
  expect(found({ backends: [left, used], inUse: 'legacy' })).toEqual([
    ['net-iptables-backend-mix', undefined, { inUse: 'legacy', left: 'nft', networks: ['new'] }],
  ]);
  expect(found({ backends: [{ ...nft, forwardPolicy: 'ACCEPT' }, used], inUse: 'legacy' })).toEqual([]);
});

test('who may not read the rules is told how', () => {
  const rules = unavailable('denied', 'iptables-save', 'only root may read the firewall');
  expect(networkFirewall.applies?.({ ...healthy, rules })).toContain('sudo dockmedic check network/firewall');
  const absent = unavailable('absent', 'iptables-nft-save', 'ENOENT');
  expect(networkFirewall.applies?.({ ...healthy, rules: absent })).toBe('ENOENT');
});

test('networks that are cut off: a restart makes the rules anew, of the engine that was chosen', () => {
  const rules: FirewallRules = { backends: [{ ...nft, cutNetworks: ['bridge'] }], inUse: 'nft' };
  const offered = (more: Partial<Needs>) =>
    networkFirewall
      .evaluate({ ...healthy, rules, ...more })
      .findings[0]?.fixes?.map(({ proposal }) => proposal.fix);

  expect(offered({})).toEqual(['restart-docker']);
  expect(offered({ engine: { ...healthy.engine, via: 'found' } })).toEqual([]);
});
