import { describe, expect, test } from 'vitest';
import { hostKernel } from '#checks/host/kernel';
import { unavailable } from '#core/answer';
import type { RoundTrip } from '#core/host';
import type { KernelModules } from '#facts/kernel-modules';
import { parseEngineInfo, parseEngineVersion } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { sample } from '#test/parse/samples';

type Needs = Parameters<typeof hostKernel.evaluate>[0];

const certain = <T>(value: T): Exclude<T, { kind: 'malformed' }> => {
  if (isMalformed(value)) throw new Error('not a sample');
  return value as Exclude<T, { kind: 'malformed' }>; // malformed was thrown away just now
};
const info = certain(parseEngineInfo(sample('engine-api/docker-20.10.24-info.json')));
const version = certain(parseEngineVersion(sample('engine-api/docker-20.10.24-version.json')));
const RELEASE = '6.1.0-28-amd64';
const features = { overlay: 'there', veth: 'there', bridge: 'there', iptable_raw: 'loadable' } as const;
const modules: KernelModules = { release: RELEASE, directory: 'present', others: [], features };
const ran: RoundTrip = { stages: [], stdout: '', exitCode: 0, leftovers: [] };
const failing = (detail: string): RoundTrip => ({ ...ran, failure: { stage: 'start', detail } });
const none = unavailable('absent', 'x', 'ENOENT');
const passive = unavailable('not-looked', 'run a container', '--passive');
const id = 'unix:///var/run/docker.sock';

const healthy: Needs = {
  modules,
  platform: { os: 'linux', kernelRelease: RELEASE, arch: 'x64' },
  installation: { dockerd: '/usr/sbin/dockerd', dockerCliIsPodman: false, dockerSnap: false },
  local: { id, installed: true, selected: true, rootless: false, state: 'answers', activity: 'answers' },
  inUse: {
    id,
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  info: { ...info, KernelVersion: RELEASE },
  version,
  trip: ran,
  units: none,
  words: undefined,
  config: none,
  podman: undefined,
  cgroups: 2,
  iptables: undefined,
};
const judge = (more: Partial<Needs>) => hostKernel.evaluate({ ...healthy, ...more }).findings;
const codes = (more: Partial<Needs>) => judge(more).map(({ code, severity }) => [code, severity]);
const lacking = (directory: KernelModules['directory'], more: Partial<KernelModules['features']>) => ({
  ...modules,
  directory,
  others: directory === 'replaced' ? ['6.1.0-31-amd64'] : [],
  features: { ...features, ...more },
});

test('all is there', () => {
  expect(hostKernel.evaluate(healthy)).toEqual({
    evidence: [
      { source: `list /lib/modules for ${RELEASE}`, observed: 'there' },
      {
        source: '/proc/filesystems, /proc/modules and what can be loaded',
        observed: 'overlay there, veth there, bridge there, iptable_raw loadable',
      },
      { source: 'a container with a network', observed: 'ran' },
      { source: '/sys/fs/cgroup', observed: 'version 2' },
      {
        source: 'GET /version',
        observed: 'Engine 20.10.24+dfsg1, containerd 1.6.20~ds1, runc 1.1.5+ds1, docker-init 0.19.0',
      },
    ],
    findings: [],
  });
});

test('it is about the kernel that the engine in use has', () => {
  expect(hostKernel.applies?.(healthy)).toBe(true);
  const far = { id: 'tcp://far:2376', address: { kind: 'tcp', hostName: 'far', port: 2376 } } as const;
  const inUse = { ...(healthy.inUse as object), ...far } as Needs['inUse']; // as above, with another address
  expect(hostKernel.applies?.({ ...healthy, inUse })).toContain('has another kernel');
  const desktop = { ...info, OperatingSystem: 'Docker Desktop' };
  expect(hostKernel.applies?.({ ...healthy, info: desktop })).toContain('has another kernel');
  expect(hostKernel.applies?.({ ...healthy, inUse: none })).toBe(true);
  const local = { ...healthy.local, selected: false };
  expect(hostKernel.applies?.({ ...healthy, inUse: none, local })).toContain('no engine');
});

// As Arch users saw it: https://github.com/moby/moby/issues/42229
const VETH =
  'failed to create endpoint x on network bridge: failed to add the host (vethd0d3b7f) <=> sandbox (vethc0a6c41) pair interfaces: operation not supported.';

describe('net-kernel-not-rebooted', () => {
  test("the engine's words, or what is neither built in nor loaded", () => {
    expect(judge({ modules: lacking('replaced', {}), trip: failing(VETH) })).toMatchObject([
      {
        code: 'net-kernel-not-rebooted',
        subject: `kernel ${RELEASE}`,
        severity: 'error',
        params: { release: RELEASE, others: ['6.1.0-31-amd64'], lacking: ['veth'] },
        engine: id,
      },
    ]);
    const gone = lacking('replaced', { overlay: 'lacking', veth: 'lacking' });
    expect(judge({ modules: gone, trip: failing('no such device') })).toMatchObject([
      { code: 'net-kernel-not-rebooted', params: { lacking: ['overlay', 'veth'] } },
    ]);
    expect(codes({ modules: gone, trip: passive })).toEqual([['net-kernel-not-rebooted', 'warning']]);
  });
  test('iptables that finds no table is the same fault then', () => {
    const words = {
      source: 'journal',
      text: "can't initialize iptables table `nat': Table does not exist (do you need to insmod?)",
    };
    const more = { modules: lacking('replaced', {}), inUse: none, info: none, trip: none, words };
    expect(judge(more)).toMatchObject([{ params: { lacking: ['iptable_nat'] } }]);
  });
  test('a container that ran, or a kernel that has everything in it, is well', () => {
    expect(codes({ modules: lacking('replaced', { veth: 'lacking' }) })).toEqual([]);
    expect(codes({ modules: lacking('replaced', {}), trip: passive })).toEqual([]);
    expect(codes({ modules: lacking('none', { veth: 'unknown' }), trip: failing('no such image') })).toEqual(
      [],
    );
  });
});

describe('kernel-overlay-missing', () => {
  const gone = lacking('present', { overlay: 'lacking' });
  const docker = {
    activeState: 'failed',
    execStart: [],
    dropInPaths: [],
    environmentFiles: [],
    triggeredBy: [],
  };
  test('an engine that stacks nothing without it', () => {
    const units = { docker, socket: undefined, containerd: undefined };
    const stopped = { modules: gone, inUse: none, info: none, trip: none };
    expect(codes({ ...stopped, units })).toEqual([['kernel-overlay-missing', undefined]]);
    expect(codes(stopped)).toEqual([]);
  });
  test('an engine that stacks by other means does not need it', () => {
    const btrfs = { ...info, Driver: 'btrfs' };
    expect(codes({ modules: gone, info: btrfs, trip: failing('no such image') })).toEqual([]);
    expect(codes({ modules: gone })).toEqual([]);
  });
});

test('kernel-veth-missing: the modules are there, and veth is not among them', () => {
  expect(judge({ trip: failing(VETH) })).toMatchObject([
    { code: 'kernel-veth-missing', params: { release: RELEASE } },
  ]);
});

// https://github.com/moby/moby/issues/49557
const RAW =
  "Unable to enable DIRECT ACCESS FILTERING - DROP rule:  (iptables failed: iptables --wait -t raw -A PREROUTING -d 172.17.0.2 ! -i docker0 -j DROP: iptables v1.8.7 (legacy): can't initialize iptables table `raw': Table does not exist (do you need to insmod?)";

describe('net-iptables-modules-missing', () => {
  test("the engine's words, also where only ports fail", () => {
    expect(codes({ trip: failing(RAW) })).toEqual([['net-iptables-modules-missing', undefined]]);
    expect(judge({ trip: { ...ran, unpublished: RAW } })).toMatchObject([
      { code: 'net-iptables-modules-missing', subject: 'iptables raw', params: { table: 'raw' } },
    ]);
  });
  test('without a container, the files of the kernel suggest it', () => {
    expect(codes({ iptables: 'legacy', trip: passive })).toEqual([['net-iptables-modules-missing', 'info']]);
    expect(codes({ iptables: 'legacy' })).toEqual([]);
    expect(codes({ iptables: 'nft', trip: passive })).toEqual([]);
  });
});

describe('cgroup-v2-old-engine', () => {
  const old = { ...info, ServerVersion: '19.03.15', SecurityOptions: [] };
  test('an engine from before, or the words of an old runc', () => {
    expect(codes({ info: old, trip: passive })).toEqual([['cgroup-v2-old-engine', undefined]]);
    const words = "OCI runtime create failed: this version of runc doesn't work on cgroups v2: unknown";
    expect(judge({ trip: failing(words) })).toMatchObject([
      { params: { detail: "this version of runc doesn't work on cgroups v2" } },
    ]);
  });
  test('version 1 of the groups, or a container that ran', () => {
    expect(codes({ info: old, cgroups: 1, trip: passive })).toEqual([]);
    expect(codes({ info: old })).toEqual([]);
    expect(codes({ trip: failing('cgroups: cgroup mountpoint does not exist'), cgroups: 1 })).toEqual([]);
  });
});

describe('seccomp-too-old', () => {
  const engine = (ServerVersion: string, more: Partial<typeof info> = {}) => ({
    info: { ...info, ServerVersion, SecurityOptions: ['name=seccomp,profile=default'], ...more },
  });
  const runc = (Version: string) => ({
    ...engine('20.10.24'),
    version: { ...version, Components: [{ Name: 'runc', Version }] },
  });
  test('an engine or a runc from before', () => {
    expect(judge(engine('20.10.9'))).toMatchObject([
      { code: 'seccomp-too-old', subject: 'Docker', params: { wanted: '20.10.10' } },
    ]);
    expect(judge(engine('19.03.15'))).toMatchObject([{ subject: 'Docker' }]);
    expect(judge(runc('1.0.0-rc92'))).toMatchObject([
      { subject: 'runc', params: { version: '1.0.0-rc92', wanted: '1.0.0-rc93' } },
    ]);
  });
  test('newer ones, and those that a distribution mended', () => {
    for (const one of ['20.10.10', '28.5.2', '20.10.5+dfsg1']) expect(codes(engine(one))).toEqual([]);
    for (const one of ['1.0.0-rc93', '1.0.0', '1.3.3', '1.0.0~rc6+dfsg1'])
      expect(codes(runc(one))).toEqual([]);
    const ubuntu = { ...version, GitCommit: '20.10.7-0ubuntu5~20.04.2' };
    expect(codes({ ...engine('20.10.7'), version: ubuntu })).toEqual([]);
  });
  test('a profile of their own, or none, is not that of the engine', () => {
    expect(codes(engine('20.10.9', { SecurityOptions: ['name=seccomp,profile=/etc/own.json'] }))).toEqual([]);
    expect(codes(engine('20.10.9', { SecurityOptions: [] }))).toEqual([]);
  });
});
