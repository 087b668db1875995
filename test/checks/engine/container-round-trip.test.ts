import { describe, expect, it, test } from 'vitest';
import { engineContainerRoundTrip } from '#checks/engine/container-round-trip';
import type { RoundTrip } from '#core/host';

type Needs = Parameters<typeof engineContainerRoundTrip.evaluate>[0];

const ID = 'unix:///var/run/docker.sock';
const healthyTrip: RoundTrip = {
  stages: [
    { name: 'import', durationMs: 100 },
    { name: 'start', durationMs: 400.4 },
  ],
  stdout: 'dockmedic-probe 1\ndockmedic-probe end\n',
  exitCode: 0,
  leftovers: [],
};
const healthy: Needs = {
  engine: {
    id: ID,
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  trip: healthyTrip,
  output: { greeted: true, complete: true, resolvConf: '' },
  service: { manager: 'systemd', unit: 'docker.service', resetFailed: false },
};
const silent = { greeted: false, complete: false, resolvConf: undefined };

const judged = (trip: Partial<RoundTrip>, changes: Partial<Needs> = {}) =>
  engineContainerRoundTrip.evaluate({ ...healthy, trip: { ...healthyTrip, ...trip }, ...changes }).findings;
const failing = (stage: 'import' | 'create' | 'attach' | 'start', detail: string, status?: number) =>
  ({
    stdout: '',
    failure: { stage, detail, ...(status === undefined ? {} : { status }) },
  }) satisfies Partial<RoundTrip>;

test('shows each stage with its time, the exit code and the output', () => {
  expect(engineContainerRoundTrip.evaluate(healthy)).toEqual({
    evidence: [
      { source: `run a container on ${ID}`, observed: 'import 100 ms, start 400 ms; 500 ms in all' },
      { source: 'the container', observed: 'exit code 0, its greeting and farewell were read' },
    ],
    findings: [],
  });
});

test('round-trip-failed: the stage and the engine’s own words', () => {
  const [finding, ...others] = judged(
    failing('import', 'write /var/lib/docker/tmp: no space left on device.', 500),
    {
      output: silent,
    },
  );

  expect(others).toEqual([]);
  expect(finding).toEqual({
    code: 'round-trip-failed',
    subject: ID,
    engine: ID,
    params: {
      stage: 'import',
      detail: 'write /var/lib/docker/tmp: no space left on device',
      log: 'sudo journalctl -u docker, or without systemd /var/log/docker.log',
    },
  });
  expect(engineContainerRoundTrip.codes['round-trip-failed'].message(finding?.params as never)).toBe(
    'No container runs; the engine failed at import: write /var/lib/docker/tmp: no space left on device.',
  );
});

// From containerd/containerd#2481, kata-containers/kata-containers#5800, containers/buildah#1309; the last two are
// containerd's `runtime %q binary not installed` and Podman's `default OCI runtime %q not found`.
test.each([
  'failed to start shim: exec: "containerd-shim": executable file not found in $PATH: unknown',
  'failed to start shim: start failed: : fork/exec /usr/bin/containerd-shim-kata-v2: no such file or directory: unknown',
  'error running container: error creating container for [/bin/sh -c mkdir -p /x]: : exec: "runc": executable file not found in $PATH',
  'runtime "io.containerd.runc.v2" binary not installed "containerd-shim-runc-v2": file does not exist: unknown',
  'default OCI runtime "crun" not found: invalid argument',
])('runtime-binary-missing: %s', (detail) => {
  expect(judged(failing('start', detail, 400), { output: silent })).toMatchObject([
    { code: 'runtime-binary-missing', subject: ID },
  ]);
});

test.each([
  'exec: "/dockmedic-probe": stat /dockmedic-probe: no such file or directory',
  'exec: "sh": executable file not found in $PATH',
  'runc create failed: unable to start container process: error setting rlimit type 7: operation not permitted',
])('runtime-binary-missing is not concluded from: %s', (detail) => {
  expect(judged(failing('attach', detail, 409), { output: silent })).toMatchObject([
    { code: 'round-trip-failed' },
  ]);
});

describe('what somebody took away from the running engine', () => {
  const found = (detail: string, changes: Partial<Needs> = {}) =>
    judged(failing('start', detail, 500), { output: silent, ...changes }).map(
      ({ code, params, fixes = [] }) => ({
        code,
        params,
        fixes: fixes.map(({ proposal }) => proposal.fix),
      }),
    );
  // Docker 28 and 20.10.
  it.each([
    'failed to set up container networking: failed to create endpoint x on network bridge: adding interface veth1 to bridge docker0 failed: could not find bridge docker0: route ip+net: no such network interface',
    'failed to create endpoint x on network bridge: adding interface vethf0 to bridge docker0 failed: could not find bridge docker0: route ip+net: no such network interface',
  ])('net-bridge-gone: %s', (detail) => {
    const params = { bridge: 'docker0', own: true };
    expect(found(detail)).toEqual([{ code: 'net-bridge-gone', params, fixes: ['restart-docker'] }]);
  });
  it('a bridge of a name that the engine does not make is not brought back by a restart', () => {
    expect(found('could not find bridge br-lan: route ip+net: no such network interface')).toEqual([
      { code: 'net-bridge-gone', params: { bridge: 'br-lan', own: false }, fixes: [] },
    ]);
  });

  // moby/moby#16816; the second is iptables with the nft backend.
  const flushed = [
    'driver failed programming external connectivity on endpoint web: Unable to enable SKIP DNAT rule: (iptables failed: iptables --wait -t nat -I DOCKER -i docker0 -j RETURN: iptables: No chain/target/match by that name.\n (exit status 1))',
    "(iptables failed: iptables --wait -t filter -A DOCKER ! -i docker0 -o docker0 -j DROP: iptables v1.8.10 (nf_tables): Chain 'DOCKER' does not exist\nTry `iptables -h' (exit status 2))",
  ] as const;
  it.each(flushed)('net-rules-flushed: %s', (detail) => {
    expect(found(detail)).toMatchObject([{ code: 'net-rules-flushed', fixes: ['restart-docker'] }]);
  });
  it.each([
    'iptables failed: iptables --wait -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER: iptables: No chain/target/match by that name.',
    'iptables failed: iptables -t nat -A DOCKER -j RETURN: iptables v1.8.5 (nf_tables): RULE_APPEND failed (No such file or directory): rule in chain DOCKER',
  ])('not concluded from: %s', (detail) => {
    expect(found(detail)).toMatchObject([{ code: 'round-trip-failed' }]);
  });
  it('another engine than the selected one is not restarted; Podman has other chains', () => {
    const { engine } = healthy;
    expect(found(flushed[0], { engine: { ...engine, via: 'found' } })).toMatchObject([{ fixes: [] }]);
    expect(found(flushed[0], { engine: { ...engine, engine: 'podman' } })).toMatchObject([
      { code: 'round-trip-failed' },
    ]);
  });
});

describe('a container runs, and one with a published port does not', () => {
  // As Docker 20.10 on Debian 12 said it after iptables -F; iptables -X.
  const flushed =
    'driver failed programming external connectivity on endpoint dockmedic-probe-6e3f7b9a21c4 (1f0c): (iptables failed: iptables --wait -t nat -A DOCKER -p tcp -d 127.0.0.1 --dport 49153 -j DNAT --to-destination 172.17.0.2:1: iptables: No chain/target/match by that name.\n (exit status 1))';

  it('net-rules-flushed: the chains are gone', () => {
    expect(judged({ unpublished: flushed })).toMatchObject([
      { code: 'net-rules-flushed', subject: ID, engine: ID },
    ]);
  });
  it('round-trip-unpublished: any other reason, and Podman', () => {
    const detail = 'error while starting userland proxy: exec: "docker-proxy": executable file not found';
    expect(judged({ unpublished: `${detail}.` })).toMatchObject([
      { code: 'round-trip-unpublished', params: { detail } },
    ]);
    const podman = { ...healthy.engine, engine: 'podman' } as const;
    expect(judged({ unpublished: flushed }, { engine: podman })).toMatchObject([
      { code: 'round-trip-unpublished' },
    ]);
  });
  it('is evidence', () => {
    const trip = { ...healthyTrip, unpublished: 'no proxy.' };
    expect(engineContainerRoundTrip.evaluate({ ...healthy, trip }).evidence).toContainEqual({
      source: 'the same with a published port',
      observed: 'no proxy',
    });
  });
});

test.each([
  ['nothing', '', silent, 'nothing of its output came'],
  ['something else', 'exec format error\n', silent, 'it said something else: exec format error'],
  ['a part', 'dockmedic-probe 1\n', { ...silent, greeted: true }, 'its output breaks off'],
])('round-trip-output-missing: %s came', (_name, stdout, output, words) => {
  const [finding] = judged({ stdout, exitCode: 1 }, { output });

  expect(finding).toMatchObject({ code: 'round-trip-output-missing', subject: ID });
  expect(engineContainerRoundTrip.codes['round-trip-output-missing'].message(finding?.params as never)).toBe(
    `The container ended with exit code 1, but ${words}.`,
  );
});

test('round-trip-leftover: one for each thing, with the command that removes it', () => {
  const leftovers = ['container dockmedic-probe-1', 'image dockmedic-probe-1'];

  expect(judged({ leftovers }).map(({ params }) => params)).toEqual([
    { left: 'container dockmedic-probe-1', command: 'docker rm -f dockmedic-probe-1' },
    { left: 'image dockmedic-probe-1', command: 'docker rmi -f dockmedic-probe-1' },
  ]);
  expect(judged({ leftovers }, { engine: { ...healthy.engine, engine: 'podman' } })[0]?.params).toMatchObject(
    {
      command: 'podman rm -f dockmedic-probe-1',
    },
  );
});

test.each([
  ['import', 403, 'store images'],
  ['create', 403, 'create containers'],
  ['create', 405, 'create containers'],
] as const)('does not apply where a proxy refuses to %s (%d)', (stage, status, words) => {
  const trip = { ...healthyTrip, ...failing(stage, '<html>Forbidden\n</html>', status) };

  expect(engineContainerRoundTrip.applies?.({ ...healthy, trip })).toBe(
    `the engine does not let this user ${words} (HTTP ${status}): <html>Forbidden ⏎ </html>`,
  );
});

test('applies to an engine that allows it, and to one that merely fails', () => {
  expect(engineContainerRoundTrip.applies?.(healthy)).toBe(true);
  expect(
    engineContainerRoundTrip.applies?.({
      ...healthy,
      trip: { ...healthyTrip, ...failing('start', 'no', 403) },
    }),
  ).toBe(true);
});
