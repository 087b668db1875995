import { expect, test } from 'vitest';
import { type Fix, propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { chooseStorageDriver } from '#fixes/choose-storage-driver';
import { closeTcpAddress } from '#fixes/close-tcp-address';
import { correctDaemonJson } from '#fixes/correct-daemon-json';
import { forgetMissingBridge } from '#fixes/forget-missing-bridge';
import { limitContainerLogs } from '#fixes/limit-container-logs';
import { limitOpenFiles } from '#fixes/limit-open-files';
import { moveDefaultBridge } from '#fixes/move-default-bridge';
import { removeDeadMirrors } from '#fixes/remove-dead-mirrors';
import { setAddressPools } from '#fixes/set-address-pools';
import { setContainerDns } from '#fixes/set-container-dns';
import { setContainerMtu } from '#fixes/set-container-mtu';
import { setEngineProxy } from '#fixes/set-engine-proxy';
import { trustPrivateRegistry } from '#fixes/trust-private-registry';
import { targetOf } from '#test/support/daemon-json-target';

interface Row {
  readonly title: string;
  readonly proposal: ReturnType<typeof propose>['proposal'];
  readonly added: readonly string[];
  readonly removed?: readonly string[];
  readonly risk?: 'safe' | 'disruptive';
  readonly command?: string;
}

const RESTART = 'then systemctl reset-failed docker.service, then systemctl restart docker.service';
const RELOAD = 'then systemctl reload docker.service';
const row = <A>(fix: Fix<A>, args: A, added: readonly string[], more: Partial<Row> = {}): Row => ({
  title: fix.id,
  proposal: propose(fix, args).proposal,
  added,
  ...more,
});

const target = targetOf(undefined);
const withText = (text: string, more: Partial<DaemonJsonTarget> = {}) => targetOf(`${text}\n`, more);

const rows: readonly Row[] = [
  row(setContainerDns, { target, servers: ['10.0.0.2'] }, ['{', '"dns": [', '"10.0.0.2"', ']', '}']),
  row(limitContainerLogs, { target, hasMaxFile: false }, [
    ...['{', '"log-opts": {', '"max-size": "10m",', '"max-file": "3"', '}', '}'],
  ]),
  row(
    limitContainerLogs,
    { target: withText('{\n  "log-opts": {\n    "max-file": "5"\n  }\n}'), hasMaxFile: true },
    [...['"max-file": "5",', '"max-size": "10m"']],
    { removed: ['"max-file": "5"'] },
  ),
  row(setContainerMtu, { target: withText('{}'), mtu: 1400, forNetworks: false }, ['{', '"mtu": 1400', '}'], {
    removed: ['{}'],
  }),
  row(setAddressPools, { target, pools: [{ base: '10.201.0.0/16', size: 24 }] }, [
    ...['{', '"default-address-pools": [', '{', '"base": "10.201.0.0/16",', '"size": 24', '}', ']', '}'],
  ]),
  row(moveDefaultBridge, { target, bip: '10.201.0.1/24' }, ['{', '"bip": "10.201.0.1/24"', '}']),
  row(
    removeDeadMirrors,
    { target: withText('{ "registry-mirrors": ["http://a", "http://b"] }'), dead: ['a'], keep: ['http://b'] },
    ['{ "registry-mirrors": ["http://b"] }'],
    { removed: ['{ "registry-mirrors": ["http://a", "http://b"] }'], risk: 'safe', command: RELOAD },
  ),
  row(
    removeDeadMirrors,
    { target: withText('{ "registry-mirrors": ["http://a"] }'), dead: ['a'], keep: [] },
    ['{ "registry-mirrors": [] }'],
    { removed: ['{ "registry-mirrors": ["http://a"] }'], risk: 'safe', command: RELOAD },
  ),
  row(
    trustPrivateRegistry,
    { target, name: '10.0.0.9:5000', others: [] },
    ['{', '"insecure-registries": [', '"10.0.0.9:5000"', ']', '}'],
    { risk: 'safe', command: RELOAD },
  ),
  row(
    closeTcpAddress,
    {
      target: withText('{ "hosts": ["fd://", "tcp://0.0.0.0:1"] }'),

      keep: ['fd://'],
    },
    ['{ "hosts": ["fd://"] }'],
    { removed: ['{ "hosts": ["fd://", "tcp://0.0.0.0:1"] }'] },
  ),
  row(
    setEngineProxy,
    { target, proxies: { https: 'http://p:3128', noProxy: 'localhost' }, place: 'daemon-json' },
    ['{', '"proxies": {', '"https-proxy": "http://p:3128",', '"no-proxy": "localhost"', '}', '}'],
  ),
  row(
    correctDaemonJson,
    targetOf('{ "log-drivers": "local" }\n', {
      correction: { kind: 'json', members: [{ path: ['log-drivers'], renamed: 'log-driver' }] },
    }),
    ['{ "log-driver": "local" }'],
    { removed: ['{ "log-drivers": "local" }'] },
  ),
];

const RESTARTS = (command: string): boolean => command === RESTART;

test.each(rows)('$title', ({ proposal, added, removed = [], risk = 'disruptive', command = RESTART }) => {
  const [step, ...rest] = describePlan(proposal);
  const lines = (step?.diff ?? '').split('\n').slice(2);
  const of = (sign: string) =>
    lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1).trim());
  expect(of('+').map(squeezed)).toEqual(added);
  expect(of('-').map(squeezed)).toEqual(removed);
  expect(rest).toEqual([]);
  expect(step?.shows).toMatch(new RegExp(`, ${command}$`));
  expect(proposal).toMatchObject({ risk, privilege: 'root', undoable: true });
  expect(proposal.steps[0]).toMatchObject({
    validate: ['/usr/sbin/dockerd', '--validate', '--config-file', '{candidate}'],
    answers: { kind: 'unix' },
  });
  const stops = proposal.notes.some((note) => note.includes('These containers stop: web.'));
  expect(stops).toBe(RESTARTS(command));
});

const squeezed = (line: string): string => line.replaceAll(/\s+/g, ' ');

test('an engine that does not run is started behind the edit, and nothing is interrupted', () => {
  const stopped = { running: false, text: '{ "bridge": "br0" }\n' };
  const { inUse: _asked, interrupts: _none, ...silent } = targetOf(stopped.text);
  const target = { ...silent, ...stopped };
  for (const proposal of [
    propose(forgetMissingBridge, { target, bridge: 'br0' }).proposal,
    propose(chooseStorageDriver, { target, driver: 'overlay2' }).proposal,
  ]) {
    expect(proposal.risk).toBe('safe');
    expect(describePlan(proposal).map(({ shows }) => shows)).toEqual([
      'change /etc/docker/daemon.json as shown',
      'systemctl start docker.service',
    ]);
    expect(proposal.steps[0]).not.toHaveProperty('answers');
  }
});

test('Docker 20.10 has no --validate, and gets its proxy by a drop-in', () => {
  const old = targetOf(undefined, { dockerd: { path: '/usr/sbin/dockerd', major: 20 } });
  expect(
    propose(setContainerDns, { target: old, servers: ['10.0.0.2'] }).proposal.steps[0],
  ).not.toHaveProperty('validate');
  const proxies = { http: 'http://a%20b:1', https: 'http://p:1', noProxy: 'localhost,127.0.0.1' };
  const { proposal } = propose(setEngineProxy, { target: old, proxies, place: 'drop-in' });
  expect(proposal.steps[0]).toMatchObject({
    path: '/etc/systemd/system/docker.service.d/zz-dockmedic-proxy.conf',
    expect: undefined,
    edit: {
      text: '# Made by dockmedic; dockmedic undo removes it.\n[Service]\nEnvironment="HTTP_PROXY=http://a%%20b:1"\nEnvironment="HTTPS_PROXY=http://p:1"\nEnvironment="NO_PROXY=localhost,127.0.0.1"\n',
    },
    reread: [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'reset-failed', 'docker.service'],
      ['systemctl', 'restart', 'docker.service'],
    ],
  });
});

test('the limit of open files is a drop-in of the unit that hands it down', () => {
  const { proposal } = propose(limitOpenFiles, { unit: 'containerd.service', interrupts: ['web'] });
  expect(proposal.steps[0]).toMatchObject({
    path: '/etc/systemd/system/containerd.service.d/dockmedic-open-files.conf',
    edit: { text: expect.stringMatching(/\[Service\]\nLimitNOFILE=1048576\n$/) },
  });
  expect(proposal.notes.join(' ')).not.toContain('web');
  expect(
    propose(limitOpenFiles, { unit: 'docker.service', interrupts: ['web'] }).proposal.notes[0],
  ).toContain('web');
});

test('networks of an engine that knows it get the packet size too', () => {
  const { proposal } = propose(setContainerMtu, { target, mtu: 1400, forNetworks: true });
  expect(describePlan(proposal)[0]?.diff).toContain('+      "com.docker.network.driver.mtu": "1400"');
});

test('a registry without TLS is asked about, and a key taken out is named', () => {
  const { steps } = propose(trustPrivateRegistry, { target, name: '10.0.0.9:5000', others: [] }).proposal;
  expect(steps[0]).toMatchObject({
    rereadBack: [
      ['systemctl', 'reset-failed', 'docker.service'],
      ['systemctl', 'restart', 'docker.service'],
    ],
  });
  expect(
    propose(trustPrivateRegistry, { target, name: '10.0.0.9:5000', others: [] }).proposal.asks,
  ).toContain('Do you trust everybody');
  const correction = { kind: 'json', members: [{ path: ['hosts'] }] } as const;
  const { notes } = propose(correctDaemonJson, withText('{ "hosts": ["fd://"] }', { correction })).proposal;
  expect(notes).toContain('Taken out, because the engine does not take it: hosts.');
});
