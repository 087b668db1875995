import { describe, expect, test } from 'vitest';
import { networkContainers } from '#checks/network/containers';
import { unavailable } from '#core/answer';
import type { NameServerAnswer } from '#facts/ask-name-server';
import type { ContainerNetwork } from '#facts/container-network';
import type { BackendRules } from '#facts/firewall-rules';

type Needs = Parameters<typeof networkContainers.evaluate>[0];

const SERVER = '192.0.2.1';
const ENGINE = 'unix:///var/run/docker.sock';
const answers: NameServerAnswer = {
  address: SERVER,
  outcome: { kind: 'answered', rcode: 'NOERROR', answers: 1 },
};
const silent: NameServerAnswer = { address: SERVER, outcome: { kind: 'timed-out', afterMs: 1500 } };
const gateway = { address: '172.17.0.1', device: 'eth0', met: true };
const network: ContainerNetwork = {
  hasAddress: true,
  gateway,
  asked: [answers],
  wayOut: 'open',
  witnesses: [SERVER],
  port: { port: 32768, answered: true, attempts: 1, forMs: 12, detail: 'answered', proven: true },
};
const cut: ContainerNetwork = { ...network, asked: [silent], wayOut: 'cut' };
const bridge = {
  Name: 'bridge',
  Id: '1',
  Driver: 'bridge',
  Scope: 'local',
  Internal: false,
  IPAM: { Config: [] },
  Options: {},
};
const denied = unavailable('denied', 'iptables-save', 'only root may read the firewall');
const info = { SecurityOptions: [] as string[] };
const healthy = {
  engine: {
    id: ENGINE,
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  network,
  outside: [SERVER],
  info,
  networks: [bridge],
  rules: denied,
  forwards: true,
  changes: { later: [] },
  zone: { bridge: 'docker0' },
  settings: { ownGateway: false },
  service: { manager: 'systemd', unit: 'docker.service', resetFailed: false },
} as unknown as Needs; // of what the engine says of itself, only its security options are looked at

const findings = (changes: Partial<Needs>) =>
  networkContainers.evaluate({ ...healthy, ...changes }).findings.map(({ fixes = [], ...finding }) => ({
    ...finding,
    fixes: fixes.map(({ proposal }) => proposal.fix),
  }));
const codes = (changes: Partial<Needs>) => findings(changes).map(({ code }) => code);

test('shows what the container saw', () => {
  expect(networkContainers.evaluate(healthy)).toEqual({
    evidence: [
      { source: 'routes of a container', observed: 'default route by eth0 to 172.17.0.1, found' },
      { source: 'way out of a container', observed: 'answered (192.0.2.1)' },
      { source: 'call 127.0.0.1:32768, a published port', observed: 'answered in 12 ms' },
    ],
    findings: [],
  });
});

describe('nothing to find', () => {
  test('a host that nobody outside answers either', () => {
    const alone = { ...network, asked: [silent], wayOut: 'untried', witnesses: [] } as const;

    expect(codes({ network: alone, outside: [] })).toEqual([]);
    expect(networkContainers.evaluate({ ...healthy, network: alone, outside: [] }).evidence[1]).toEqual({
      source: 'way out of a container',
      observed: 'not tried: no name server beyond this host answers it',
    });
  });

  test('a gateway that need not be found, since answers come, or was not looked for', () => {
    expect(codes({ network: { ...network, gateway: { ...gateway, met: false } } })).toEqual([]);
    const { met: _met, ...unasked } = gateway;
    expect(codes({ network: { ...network, asked: [], wayOut: 'untried', gateway: unasked } })).toEqual([]);
  });

  test('a port that was called for too short a time, or by a container that did not listen', () => {
    const port = { port: 1, answered: false, attempts: 2, forMs: 60, detail: 'ECONNREFUSED', proven: false };

    expect(codes({ network: { ...network, port } })).toEqual([]);
  });

  test('Podman, which may be set up without a network', () => {
    const { gateway: _gateway, ...without } = network;
    const engine = { ...healthy.engine, engine: 'podman' } as const;

    expect(codes({ engine, network: without })).toEqual([]);
  });
});

test('does not apply to an engine that is set up without a default network', () => {
  const { gateway: _gateway, ...rest } = network;
  const without = { ...rest, hasAddress: false };

  expect(networkContainers.applies?.({ ...healthy, network: without, networks: [] })).toContain(
    'without a network',
  );
  expect(networkContainers.applies?.({ ...healthy, network: without })).toBe(true);
});

test('with --offline the row is left out, and what else was seen is told', () => {
  const outside = unavailable('not-looked', 'name servers', 'left out by --offline');

  expect(networkContainers.evaluate({ ...healthy, outside })).toMatchObject({ missing: outside });
});

test.each([
  [true, 'A container on the network bridge has an address, and no default route.'],
  [false, 'A container on the network bridge has no address.'],
])('net-container-no-route: address %s', (hasAddress, message) => {
  const { gateway: _gateway, ...without } = network;
  const [finding] = findings({ network: { ...without, hasAddress } });

  expect(finding).toMatchObject({ code: 'net-container-no-route', fixes: ['restart-docker'] });
  expect(networkContainers.codes['net-container-no-route'].message(finding?.params as never)).toBe(message);
});

describe('net-gateway-unreachable', () => {
  const lost = { ...cut, gateway: { ...gateway, met: false } };

  test('the bridge lost its address: the engine gives it again', () => {
    expect(findings({ network: lost })).toMatchObject([
      { code: 'net-gateway-unreachable', subject: '172.17.0.1', engine: ENGINE, fixes: ['restart-docker'] },
    ]);
  });

  test('a gateway that daemon.json names: a restart would not help', () => {
    expect(findings({ network: lost, settings: { ownGateway: true } })).toMatchObject([
      { params: { gateway: '172.17.0.1', configured: true }, fixes: [] },
    ]);
  });
});

describe('no answers from beyond the host', () => {
  const backend: BackendRules = {
    backend: 'nft',
    forwardPolicy: 'ACCEPT',
    hasEngineChains: true,
    cutNetworks: [],
    unnamedNetworks: [],
    cutBridges: [],
  };
  const seen = (...backends: readonly BackendRules[]) => ({ rules: { backends, inUse: 'nft' } as const });

  test('net-egress-blocked: an ordinary user does not see why', () => {
    expect(findings({ network: cut })).toMatchObject([
      { code: 'net-egress-blocked', params: { witnesses: [SERVER] }, fixes: ['restart-docker'] },
    ]);
  });

  test('net-egress-blocked: root sees rules that drop, which the row of the firewall names', () => {
    const dropping = {
      ...backend,
      forwardPolicy: 'DROP',
      cutNetworks: ['bridge'],
      unnamedNetworks: ['bridge'],
    };

    expect(codes({ network: cut, ...seen(dropping) })).toEqual(['net-egress-blocked']);
  });

  test('net-egress-blocked: the engine was told to leave the firewall to others, and a restart would not help', () => {
    const settings = { ownGateway: false, withoutRules: '"iptables": false' };

    expect(findings({ network: cut, settings })).toMatchObject([
      { code: 'net-egress-blocked', params: { setting: '"iptables": false' }, fixes: [] },
    ]);
  });

  test('net-rules-emptied: root sees that no rule gives packets an address', () => {
    expect(findings({ network: cut, ...seen({ ...backend, unnamedNetworks: ['bridge'] }) })).toMatchObject([
      { code: 'net-rules-emptied', params: { networks: ['bridge'], later: [] }, fixes: ['restart-docker'] },
    ]);
  });

  test('net-rules-emptied: not where the other backend gives them one, or the rules are not of the engine', () => {
    const unnamed = { ...backend, unnamedNetworks: ['bridge'] };

    expect(codes({ network: cut, ...seen(unnamed, { ...backend, backend: 'legacy' }) })).toEqual([
      'net-egress-blocked',
    ]);
    expect(codes({ network: cut, ...seen({ ...unnamed, hasEngineChains: false }) })).toEqual([
      'net-egress-blocked',
    ]);
  });

  test('net-rules-emptied: a firewall changed after the engine had started', () => {
    const [finding] = findings({ network: cut, changes: { later: ['nftables.service'] } });

    expect(finding).toMatchObject({ code: 'net-rules-emptied', params: { later: ['nftables.service'] } });
    expect(networkContainers.codes['net-rules-emptied'].message(finding?.params as never)).toBe(
      'A container gets no answer from 192.0.2.1, which answers this host, and nftables.service changed the firewall after the engine had made its rules.',
    );
  });

  test('net-forwarding-off: the kernel forwards nothing', () => {
    expect(codes({ network: cut, forwards: false })).toEqual(['net-forwarding-off']);
  });

  test('net-firewalld-zone: the bridge is in a zone of somebody’s choice', () => {
    expect(findings({ network: cut, zone: { bridge: 'docker0', zone: 'public' } })).toMatchObject([
      { code: 'net-firewalld-zone', params: { bridge: 'docker0', zone: 'public' } },
    ]);
  });

  test.each(['docker', 'trusted'])(
    'net-firewalld-zone: not the zone %s, which lets everything pass',
    (zone) => {
      expect(codes({ network: cut, zone: { bridge: 'docker0', zone } })).toEqual(['net-egress-blocked']);
    },
  );

  test.each([
    ['podman', 'podman', []],
    ['podman', 'rootless', ['name=rootless']],
    ['docker', 'rootless', ['name=seccomp,profile=builtin', 'name=rootless']],
  ] as const)('net-egress-blocked: %s, %s, whose rules a restart would not make', (name, kind, options) => {
    const engine = { ...healthy.engine, engine: name };
    const info = { SecurityOptions: options } as unknown as Needs['info']; // nothing else of it is looked at

    expect(findings({ network: cut, engine, info, changes: { later: ['nftables.service'] } })).toMatchObject([
      { code: 'net-egress-blocked', params: { kind, setting: undefined }, fixes: [] },
    ]);
  });
});

test('net-published-unreachable: the container listened, and nobody came through', () => {
  const port = {
    port: 32768,
    answered: false,
    attempts: 9,
    forMs: 1400,
    detail: 'ECONNREFUSED',
    proven: true,
  };

  expect(findings({ network: { ...network, port } })).toMatchObject([
    {
      code: 'net-published-unreachable',
      params: { port: 32768, attempts: 9, detail: 'ECONNREFUSED' },
      fixes: ['restart-docker'],
    },
  ]);
});
