import { type EngineObjectType, type Fix, type Proposal, propose } from '#core/fix';
import { describeOffer } from '#engine/proposals';
import { addSubordinateIds } from '#fixes/add-subordinate-ids';
import { addUserToDockerGroup } from '#fixes/add-user-to-docker-group';
import { chooseStorageDriver } from '#fixes/choose-storage-driver';
import { clearSocketPath } from '#fixes/clear-socket-path';
import { closeTcpAddress } from '#fixes/close-tcp-address';
import { correctDaemonJson } from '#fixes/correct-daemon-json';
import { correctDockerConfig } from '#fixes/correct-docker-config';
import { correctNvidiaConfig } from '#fixes/correct-nvidia-config';
import { dropCredentialHelper } from '#fixes/drop-credential-helper';
import { enableDockerAtBoot } from '#fixes/enable-docker-at-boot';
import { enableDockerSocket } from '#fixes/enable-docker-socket';
import { enableLinger } from '#fixes/enable-linger';
import { enablePodmanSocket } from '#fixes/enable-podman-socket';
import { forgetMissingBridge } from '#fixes/forget-missing-bridge';
import { installDocker } from '#fixes/install-docker';
import { limitContainerLogs } from '#fixes/limit-container-logs';
import { limitOpenFiles } from '#fixes/limit-open-files';
import { linkResolvConf } from '#fixes/link-resolv-conf';
import { loadKernelModules } from '#fixes/load-kernel-modules';
import { makeDockerGroup } from '#fixes/make-docker-group';
import { migratePodman } from '#fixes/migrate-podman';
import { moveDefaultBridge } from '#fixes/move-default-bridge';
import { ownDockerConfig } from '#fixes/own-docker-config';
import { raiseInotifyLimits } from '#fixes/raise-inotify-limits';
import { refreshCdi } from '#fixes/refresh-cdi';
import { registerNvidiaRuntime } from '#fixes/register-nvidia-runtime';
import { removeActLeftovers } from '#fixes/remove-act-leftovers';
import { removeBuildCache } from '#fixes/remove-build-cache';
import { removeDanglingImages } from '#fixes/remove-dangling-images';
import { removeDeadMirrors } from '#fixes/remove-dead-mirrors';
import { removeEmptyDirectory } from '#fixes/remove-empty-directory';
import { removeSocketDirectory } from '#fixes/remove-socket-directory';
import { removeStalePidFile } from '#fixes/remove-stale-pid-file';
import { removeStoppedContainers } from '#fixes/remove-stopped-containers';
import { removeUnusedImages } from '#fixes/remove-unused-images';
import { removeUnusedNetworks } from '#fixes/remove-unused-networks';
import { removeVolume } from '#fixes/remove-volume';
import { repairClientPlugin } from '#fixes/repair-client-plugin';
import { repairSocketOwner } from '#fixes/repair-socket-owner';
import { restartDocker } from '#fixes/restart-docker';
import { resumeDaemon } from '#fixes/resume-daemon';
import { setActOption } from '#fixes/set-act-option';
import { setAddressPools } from '#fixes/set-address-pools';
import { setAsideAptList } from '#fixes/set-aside-apt-list';
import { setContainerDns } from '#fixes/set-container-dns';
import { setContainerMtu } from '#fixes/set-container-mtu';
import { setEngineProxy } from '#fixes/set-engine-proxy';
import { splitActOptions } from '#fixes/split-act-options';
import { startContainerd } from '#fixes/start-containerd';
import { startDocker } from '#fixes/start-docker';
import { startNameResolver } from '#fixes/start-name-resolver';
import { switchOnForwarding } from '#fixes/switch-on-forwarding';
import { trustPrivateRegistry } from '#fixes/trust-private-registry';
import { unmaskDocker } from '#fixes/unmask-docker';
import { unsetDockerHost } from '#fixes/unset-docker-host';
import { useDefaultBuilder } from '#fixes/use-default-builder';
import { useDefaultContext } from '#fixes/use-default-context';
import { fingerprint } from '#parse/engine-object';
import { renderPlan } from '#report/plan';
import { file, type Model } from './model-host.ts';

// Every recipe once, with arguments that fit one model of a broken host.

const SOCKET = '/run/docker.sock';
const dockerTarget = {
  address: { kind: 'unix', path: SOCKET },
  client: ['docker', '--host', `unix://${SOCKET}`],
} as const;
const CACHE_IDS = ['aaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbb'];
const KEPT: Model['kept'] = {
  c1: { Name: '/c1', State: { Status: 'exited', FinishedAt: '2026-11-01T00:00:00Z' }, Image: 'i' },
  c2: { Name: '/c2', State: { Status: 'created' }, Image: 'i' },
  i1: { RepoTags: [] },
  i2: { RepoTags: ['app:1'] },
  n1: { Name: 'n1', Driver: 'bridge', Created: '2026-11-01T00:00:00Z' },
  v1: { Name: 'v1', Driver: 'local', CreatedAt: '2026-11-01T00:00:00Z' },
  ...Object.fromEntries(CACHE_IDS.map((ID) => [ID, { ID, Size: 1, InUse: false, LastUsedAt: 't' }])),
};
const clearing = (type: EngineObjectType, ...ids: readonly string[]) => ({
  target: dockerTarget,
  objects: ids.map((id) => ({ id, name: id, expect: fingerprint(type, KEPT[id]) ?? '' })),
});

export const broken = (): Model => ({
  files: {
    '/run/docker.pid': file('31', { mode: 0o640, owner: 'ada' }),
    [SOCKET]: file('', { type: 'socket', mode: 0o600, owner: 'ada', group: 'adm' }),
    '/run/dir.sock': file('', { type: 'directory', mode: 0o751, group: 'adm' }),
    '/home/ada/.docker': file('', { type: 'directory', mode: 0o700 }),
    '/home/ada/.docker/config.json': file('{ "credsStore": "desktop", }\n', { mode: 0o600, group: 'adm' }),
    '/home/ada/.docker/buildx/current': file('{"Name":"far"}', { owner: 'ada' }),
    '/home/ada/store.json': file('{ "credsStore": "desktop", "auths": {} }\n', { owner: 'ada' }),
    '/home/ada/plugin': file('', { mode: 0o644, owner: 'ada' }),
    '/home/ada/.profile': file('umask 022\nexport DOCKER_HOST=unix:///gone.sock\n', { owner: 'ada' }),
    '/home/ada/.actrc': file('-P "a=b" --rm\n', { owner: 'ada' }),
    '/run/link.sock': file('/gone.sock', { type: 'symlink', mode: 0o777 }),
    '/etc/docker/mounted.json': file('', { type: 'directory', mode: 0o755 }),
    '/etc/resolv.conf': file('/run/gone', { type: 'symlink', mode: 0o777 }),
    '/etc/sysctl.conf': file('net.ipv4.ip_forward=0\n'),
    '/etc/cdi/nvidia.yaml': file('of the last driver'),
    '/etc/nvidia-container-runtime/config.toml': file('ldconfig = "@/sbin/ldconfig.real"\n'),
    '/etc/apt/sources.list.d/nvidia-docker.list': file('deb https://nvidia.github.io /\n'),
    '/proc/sys/net/ipv4/ip_forward': file('0'),
    '/proc/sys/fs/inotify/max_user_instances': file('128'),
    '/etc/docker/daemon.json': file('{ "debug": true, }\n', { mode: 0o640, group: 'adm' }),
    '/etc/docker/settings.json': file('{ "debug": true }\n', { mode: 0o600 }),
    '/etc/docker/bridge.json': file('{ "bridge": "br0" }\n'),
    '/etc/systemd/system/x.service': file(),
    '/etc/subuid': file('bob:100000:65536\n'),
    '/etc/subgid': file('bob:100000:65536\n'),
  },
  groups: { adm: ['ada'] },
  units: {
    'docker.service': { active: 'failed', enabled: 'masked' },
    'docker.socket': { active: 'inactive', enabled: 'masked' },
    'podman.service': { active: 'failed', enabled: 'disabled' },
    'containerd.service': { active: 'failed', enabled: 'masked' },
    'podman.socket': { active: 'inactive', enabled: 'disabled' },
    'systemd-resolved.service': { active: 'failed', enabled: 'disabled' },
    'running.service': { active: 'active', enabled: 'enabled' },
  },
  processes: { 7: { comm: 'dockerd', state: 'T', ticks: 99 } },
  context: { name: 'far' },
  kept: { ...KEPT },
});

const service = { manager: 'systemd', unit: 'podman.service', socketUnit: 'podman.socket' } as const;
const target = { ...service, resetFailed: true };

export interface Sample {
  readonly id: string;
  readonly proposal: Proposal;
}
const sample = <A>(fix: Fix<A>, args: A): Sample => ({
  id: fix.id,
  proposal: propose(fix, args).proposal,
});

/** docker's own units are masked in the model; these take their place. */
const installed: Sample = {
  id: installDocker.id,
  proposal: JSON.parse(
    JSON.stringify(
      propose(installDocker, {
        os: 'linux',
        distributions: ['debian'],
        versionId: '12',
        wsl: false,
        manager: 'systemd',
      }).proposal,
    ).replaceAll('docker.s', 'podman.s'),
  ),
};
/** A file that the engine takes, to which a setting is added. */
const settable = {
  path: '/etc/docker/settings.json',
  text: '{ "debug": true }\n',
  reader: {},
  running: true,
  service: { manager: 'systemd', unit: 'running.service', resetFailed: false },
  dockerd: { path: '/usr/bin/dockerd', major: 28 },
  inUse: { kind: 'unix', path: '/var/run/docker.sock' },
} as const;

export const samples: readonly Sample[] = [
  sample(chooseStorageDriver, {
    target: { ...settable, running: false, service: target },
    driver: 'overlay2',
  }),
  sample(closeTcpAddress, { target: settable, keep: ['fd://'] }),
  sample(forgetMissingBridge, {
    target: { ...settable, path: '/etc/docker/bridge.json', text: '{ "bridge": "br0" }\n' },
    bridge: 'br0',
  }),
  sample(limitContainerLogs, { target: settable, hasMaxFile: false }),
  sample(limitOpenFiles, { unit: 'running.service' }),
  sample(moveDefaultBridge, { target: settable, bip: '10.201.0.1/24' }),
  sample(removeDeadMirrors, { target: settable, dead: ['a'], keep: ['http://b'] }),
  sample(setAddressPools, {
    // There was no such file, nor the directory that it stands in.
    target: { ...settable, path: '/etc/new/daemon.json', text: undefined },
    pools: [{ base: '10.201.0.0/16', size: 24 }],
  }),
  sample(setContainerDns, { target: settable, servers: ['10.0.0.2'] }),
  sample(setContainerMtu, { target: settable, mtu: 1400, forNetworks: true }),
  sample(setEngineProxy, {
    target: settable,
    proxies: { https: 'http://p:3128', noProxy: 'localhost' },
    place: 'drop-in',
  }),
  sample(trustPrivateRegistry, { target: settable, name: '10.0.0.9:5000', others: [] }),
  sample(addSubordinateIds, { user: 'ada', start: 100_000, kinds: ['subuids', 'subgids'], engine: 'docker' }),
  sample(addUserToDockerGroup, { user: 'ada', groupExists: false }),
  sample(clearSocketPath, { ...target, path: '/run/link.sock', linkTarget: '/gone.sock', running: false }),
  sample(correctDaemonJson, {
    path: '/etc/docker/daemon.json',
    text: '{ "debug": true, }\n',
    reader: {},
    correction: { kind: 'json-syntax' },
    inUse: { kind: 'unix', path: '/var/run/docker.sock' },
    running: true,
    service: { manager: 'systemd', unit: 'running.service', resetFailed: false },
    dockerd: { path: '/usr/bin/dockerd', major: 28 },
  }),
  sample(correctDockerConfig, {
    path: '/home/ada/.docker/config.json',
    text: '{ "credsStore": "desktop", }\n',
    privilege: 'root',
  }),
  sample(correctNvidiaConfig, {
    file: {
      path: '/etc/nvidia-container-runtime/config.toml',
      text: 'ldconfig = "@/sbin/ldconfig.real"\n',
      privilege: 'root',
    },
    change: { line: 'ldconfig = "@/sbin/ldconfig.real"', becomes: 'ldconfig = "@/sbin/ldconfig"' },
    why: 'it does not exist',
  }),
  sample(dropCredentialHelper, {
    file: {
      path: '/home/ada/store.json',
      text: '{ "credsStore": "desktop", "auths": {} }\n',
      privilege: 'user',
    },
    program: 'docker-credential-desktop',
    isStore: true,
    registries: [],
  }),
  sample(enableDockerAtBoot, { manager: 'systemd', unit: 'podman.service' }),
  sample(enableDockerSocket, { ...target, manager: 'systemd', socketUnit: 'podman.socket' }),
  sample(enableLinger, { user: 'ada' }),
  sample(enablePodmanSocket, { manager: 'systemd' }),
  installed,
  sample(linkResolvConf, { linkTarget: '/run/gone' }),
  sample(loadKernelModules, {
    modules: ['br_netfilter'],
    why: 'the firewall needs it',
    load: { path: '/etc/modules-load.d/dockmedic-bridge.conf', text: undefined },
  }),
  sample(makeDockerGroup, target),
  sample(migratePodman, {}),
  sample(ownDockerConfig, { user: 'ada', group: 'ada', directory: '/home/ada/.docker' }),
  sample(raiseInotifyLimits, {
    instances: { now: 128, wanted: 1024 },
    dropIn: { path: '/etc/sysctl.d/99-dockmedic-inotify.conf', text: undefined },
  }),
  sample(refreshCdi, {
    path: '/etc/cdi/nvidia.yaml',
    exists: true,
    by: { kind: 'program', ctk: '/usr/bin/nvidia-ctk' },
  }),
  sample(registerNvidiaRuntime, {
    path: '/etc/docker/other.json',
    text: undefined,
    reader: {},
    running: true,
    service: { manager: 'systemd', unit: 'running.service', resetFailed: false },
  }),
  sample(removeEmptyDirectory, { path: '/etc/docker/mounted.json', privilege: 'root', start: target }),
  sample(removeActLeftovers, clearing('container', 'c2')),
  sample(removeBuildCache, clearing('build-cache', ...CACHE_IDS)),
  sample(removeDanglingImages, clearing('image', 'i1')),
  sample(removeStoppedContainers, { ...clearing('container', 'c1', 'c2'), days: 7 }),
  sample(removeUnusedImages, { ...clearing('image', 'i2'), severalNames: 0 }),
  sample(removeUnusedNetworks, clearing('network', 'n1')),
  sample(removeVolume, {
    target: dockerTarget,
    volume: { id: 'v1', name: 'v1', expect: fingerprint('volume', KEPT['v1']) ?? '' },
  }),
  sample(removeSocketDirectory, { ...target, path: '/run/dir.sock' }),
  sample(removeStalePidFile, { path: '/run/docker.pid', text: '31', start: target }),
  sample(repairClientPlugin, {
    path: '/home/ada/plugin',
    privilege: 'user',
    fault: { kind: 'not-executable', mode: '644' },
  }),
  sample(repairSocketOwner, {
    path: SOCKET,
    groupExists: false,
    manager: 'systemd',
    was: { owner: 'ada', group: 'adm', mode: 0o600 },
  }),
  sample(restartDocker, target),
  sample(resumeDaemon, { pid: 7, comm: 'dockerd', startTicks: 99 }),
  sample(setActOption, { path: '/home/ada/.config/act/actrc', option: 'image' }),
  sample(setAsideAptList, {
    path: '/etc/apt/sources.list.d/nvidia-docker.list',
    other: '/etc/apt/sources.list.d/nvidia-container-toolkit.list',
  }),
  sample(splitActOptions, {
    file: { path: '/home/ada/.actrc', text: '-P "a=b" --rm\n', privilege: 'user' },
    change: [{ line: '-P "a=b" --rm', becomes: '-P a=b\n--rm' }],
  }),
  sample(startContainerd, { masked: true, engine: target }),
  sample(startDocker, target),
  sample(startNameResolver, { resetFailed: true }),
  sample(switchOnForwarding, {
    dropIn: { path: '/etc/sysctl.d/99-dockmedic-forwarding.conf', text: undefined },
    later: [{ path: '/etc/sysctl.conf', text: 'net.ipv4.ip_forward=0\n', line: 'net.ipv4.ip_forward=0' }],
  }),
  sample(unmaskDocker, {
    manager: 'systemd',
    masked: ['docker.service', 'docker.socket'],
    unit: 'docker.service',
    socketUnit: 'docker.socket',
    enable: true,
    start: true,
  }),
  sample(unsetDockerHost, {
    user: 'ada',
    line: 'export DOCKER_HOST=unix:///gone.sock',
    lineNumber: 2,
    file: {
      path: '/home/ada/.profile',
      text: 'umask 022\nexport DOCKER_HOST=unix:///gone.sock\n',
      privilege: 'user',
    },
  }),
  sample(useDefaultBuilder, {
    name: 'far',
    choice: '/home/ada/.docker/buildx/current',
    context: 'default',
  }),
  sample(useDefaultContext, { from: 'far' }),
];

/** The sample of this recipe as it is shown before consent. */
export const shownPlan = (id: string): string => {
  const found = samples.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no sample of ${id}`);
  return renderPlan(describeOffer({ ...found, resolves: [], beside: [] }));
};
