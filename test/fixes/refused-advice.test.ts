import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Fix, type Proposal, propose, type ServiceManager } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
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

// What a search of the web tells people to do, and what no plan may hold: neither its steps nor their way
// back nor the words for a person.
const REFUSED: readonly (readonly [advice: string, pattern: RegExp])[] = [
  ['open a socket or a file to everybody', /chmod\s+(-R\s+)?(0?[0-7]{2}[1-7]\b|[ao]*\+[rwx]|a=)/],
  ['open the socket in its unit', /SocketMode/],
  ['switch SELinux off', /setenforce|SELINUX=/],
  [
    'switch AppArmor off',
    /apparmor_restrict|aa-(teardown|disable|complain)|apparmor_parser\s+-R|(remove|purge|stop|disable)\s+apparmor/,
  ],
  ['run without firewall rules', /--iptables=false|"iptables"\s*:\s*false/],
  ['stop the firewall', /(stop|disable)\s+(--now\s+)?(firewalld|ufw|nftables)|ufw\s+disable/],
  ['forward everything', /FORWARD\s+ACCEPT/],
  ['delete data with rm', /rm\s+-\S*[rRf]/],
  [
    'delete what the engine or the client keeps',
    /(?<![/\w])rm\s.*(\/var\/lib\/(docker|containerd)|\.docker\b|config\.json)/,
  ],
  ['prune everything', /prune\s.*(-a|--all|--volumes)|prune\s.*-f/],
  ['reset Podman or Desktop', /system\s+reset|factory[ -]reset/i],
  ['open the API to the network', /tcp:\/\/|:237[56]\b/],
  ['trust any ssh host', /StrictHostKeyChecking/],
  // Of a private network, after a question: by its own fix alone, which is given nothing but private addresses.
  ['trust registries without TLS', /insecure-registr(?!ies": \[(?:"10\.0\.0\.9:5000"\]|$))/],
  ['nail down resolv.conf', /chattr|8\.8\.8\.8/],
  ['give containers every right', /--privileged|seccomp=unconfined/],
  ['install another version', /downgrade|\b(install|add)\s.*[\w+-]=\d/],
  [
    'take packages without their signature',
    /allow-unauthenticated|--nogpgcheck|--allow-untrusted|trusted=yes/,
  ],
  ['run what was just fetched', /(curl|wget)\b.*\|/],
  ['kill by force or by name', /kill\s+(-9|-KILL|-SIGKILL)|\bpkill\b|\bkillall\b|\bfuser\b/],
  ['purge packages', /\bpurge\b|snap\s+remove/],
  ['write to sudoers', /sudoers|NOPASSWD/],
  ['run the engine by hand', /^\s*(nohup\s+)?dockerd\b/],
  ['go through a shell', /^(ba|da|z)?sh\b/],
];

/** What removes listed objects alone, by their whole ids, is neither blind nor forced; what stands behind it are names. */
const withoutExact = (line: string): string =>
  line
    .replace(/ {2}# .*$|^# .*$/gm, '')
    .replace(/builder prune --filter 'id=\^\([a-z0-9|]+\)\$' --force(?=$)/gm, '')
    .replace(/image rm --no-prune \S+$/gm, '');

const everythingSaid = (proposal: Proposal): readonly string[] => [
  ...describePlan(proposal).flatMap(({ shows, undo = '', diff = '' }) => [
    withoutExact(shows),
    undo,
    ...diff.split('\n').filter((line) => line.startsWith('+')),
  ]),
  ...proposal.notes,
];

const managers: readonly ServiceManager[] = [
  'systemd',
  'systemd-user',
  'openrc',
  'sysv',
  'launchd',
  'desktop',
  'none',
];
const manager = fc.constantFrom(...managers);
const unit = fc.constantFrom('docker.service', 'docker.socket', 'containerd.service', 'podman.socket');
const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,12}$/);
const path = fc
  .array(fc.stringMatching(/^[a-zA-Z0-9._-]{1,8}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.join('/')}`);
const optionally = <T>(key: string, values: fc.Arbitrary<T>) =>
  fc.option(
    values.map((value) => ({ [key]: value })),
    { nil: {} },
  );

const target = fc
  .tuple(
    fc.record({ manager, unit, resetFailed: fc.boolean() }),
    optionally('socketUnit', fc.constant('docker.socket')),
  )
  .map(([base, more]) => ({ ...base, ...more }));

interface Planned {
  readonly id: string;
  readonly proposals: fc.Arbitrary<Proposal>;
}
const planned = <A>(fix: Fix<A>, args: fc.Arbitrary<A>): Planned => ({
  id: fix.id,
  proposals: args.map((one) => propose(fix, one).proposal),
});

const daemonJson = fc.record({
  path: fc.constantFrom('/etc/docker/daemon.json', '/home/ada/.config/docker/daemon.json'),
  text: fc.constantFrom(undefined, '{ "debug": true, }', '{}'),
  reader: fc.constant({}),
  running: fc.boolean(),
  service: target,
  dockerd: fc.record({ path: fc.constant('/usr/bin/dockerd'), major: fc.constantFrom(20, 28) }),
  interrupts: fc.array(name),
});

const privilege = fc.constantFrom('user', 'root');
const textFile = fc.record({ path, text: fc.constant('{ "a": 1, }\nexport A=b\n'), privilege });
const dropIn = fc.record({ path, text: fc.constantFrom(undefined, 'old\n') });
const limit = fc.record({ now: fc.nat(), wanted: fc.nat() });

/** What only a recipe that installs an engine may do. */
const INSTALLS = /\b(apt(-get)?\s+install|dnf\s+(-y\s+)?install|pacman\s+-S|apk\s+add|curl|wget)\b/;
const clearing = fc.record({
  target: fc.constant({
    address: { kind: 'unix', path: '/run/docker.sock' } as const,
    client: ['docker', '--host', 'unix:///run/docker.sock'] as const,
  }),
  objects: fc.array(
    fc.record({ id: fc.stringMatching(/^[a-z0-9]{25}$/), name, sizeBytes: fc.nat(), expect: fc.string() }),
    { minLength: 1, maxLength: 4 },
  ),
});

const settable = fc.record({
  path: fc.constantFrom('/etc/docker/daemon.json', '/home/ada/.config/docker/daemon.json'),
  text: fc.constantFrom(undefined, '{ "debug": true }\n', '{}'),
  reader: fc.constant({}),
  running: fc.boolean(),
  service: target,
  dockerd: fc.record({ path: fc.constant('/usr/bin/dockerd'), major: fc.constantFrom(20, 28) }),
  interrupts: fc.array(name),
});
const address = fc.ipV4().filter((one) => one !== '8.8.8.8');
const registry = fc.constant('10.0.0.9:5000');

const settingsOf: readonly Planned[] = [
  planned(chooseStorageDriver, fc.record({ target: settable, driver: fc.constant('overlay2') })),
  planned(
    closeTcpAddress,
    fc.record({
      target: settable,
      keep: fc.subarray(['fd://', 'unix:///run/docker.sock']),
    }),
  ),
  planned(forgetMissingBridge, fc.record({ target: settable, bridge: name })),
  planned(limitContainerLogs, fc.record({ target: settable, hasMaxFile: fc.boolean() })),
  planned(limitOpenFiles, fc.record({ unit, interrupts: fc.array(name) })),
  planned(moveDefaultBridge, fc.record({ target: settable, bip: address.map((one) => `${one}/24`) })),
  planned(
    removeDeadMirrors,
    fc.record({
      target: settable,
      dead: fc.array(name, { minLength: 1 }),
      keep: fc.array(name.map((one) => `https://${one}`)),
    }),
  ),
  planned(
    setAddressPools,
    fc.record({
      target: settable,
      pools: fc.array(fc.record({ base: address.map((one) => `${one}/16`), size: fc.constant(24) })),
    }),
  ),
  planned(setContainerDns, fc.record({ target: settable, servers: fc.array(address, { minLength: 1 }) })),
  planned(
    setContainerMtu,
    fc.record({ target: settable, mtu: fc.integer({ min: 576, max: 1500 }), forNetworks: fc.boolean() }),
  ),
  planned(
    setEngineProxy,
    fc.record({
      target: settable,
      proxies: fc.record({
        http: name.map((one) => `http://${one}:3128`),
        noProxy: fc.constant('localhost'),
      }),
      place: fc.constantFrom('daemon-json', 'drop-in'),
    }),
  ),
  planned(trustPrivateRegistry, fc.record({ target: settable, name: registry, others: fc.constant([]) })),
];

const everyFix: readonly Planned[] = [
  planned(
    installDocker,
    fc
      .tuple(
        fc.record({
          os: fc.constantFrom('linux', 'darwin', 'win32', 'other'),
          distributions: fc.array(
            fc.constantFrom('debian', 'ubuntu', 'fedora', 'rhel', 'centos', 'arch', 'alpine', 'nixos'),
          ),
          wsl: fc.boolean(),
          manager,
        }),
        optionally('versionId', fc.constantFrom('12', '13', '24.04', 'rolling')),
        optionally('codename', fc.constantFrom('bookworm', 'noble')),
      )
      .map((parts) => Object.assign({}, ...parts)),
  ),
  planned(
    clearSocketPath,
    fc
      .tuple(target, path, fc.boolean(), optionally('linkTarget', path))
      .map(([base, at, running, more]) => ({ ...base, ...more, path: at, running })),
  ),
  planned(correctDockerConfig, textFile),
  planned(
    correctNvidiaConfig,
    fc.record({
      file: textFile,
      change: fc.record({ line: fc.constant('export A=b'), becomes: name }),
      why: name,
    }),
  ),
  planned(
    dropCredentialHelper,
    fc.record({ file: textFile, program: name, isStore: fc.boolean(), registries: fc.array(name) }),
  ),
  planned(
    enableDockerSocket,
    target.map((base) => ({ ...base, manager: 'systemd' as const, socketUnit: 'docker.socket' })),
  ),
  planned(linkResolvConf, optionally('linkTarget', path)),
  planned(
    loadKernelModules,
    fc.record({
      modules: fc.array(name),
      why: name,
      load: dropIn,
      settings: fc.array(fc.record({ key: name, now: fc.constant('0') })),
      keep: dropIn,
      asks: name,
    }),
  ),
  planned(makeDockerGroup, target),
  planned(raiseInotifyLimits, fc.record({ instances: limit, watches: limit, dropIn })),
  planned(
    refreshCdi,
    fc.record({
      path,
      exists: fc.boolean(),
      by: fc.constantFrom(
        { kind: 'service', unit: 'nvidia-cdi-refresh.service' } as const,
        { kind: 'program', ctk: '/usr/bin/nvidia-ctk' } as const,
      ),
    }),
  ),
  planned(registerNvidiaRuntime, daemonJson),
  planned(
    removeEmptyDirectory,
    fc.tuple(path, privilege, optionally('start', target)).map(([at, right, more]) => ({
      path: at,
      privilege: right,
      ...more,
    })),
  ),
  planned(
    repairClientPlugin,
    fc.record({
      path: path.map((one) => `/home/ada/.docker/cli-plugins${one}`),
      privilege,
      fault: fc.constantFrom(
        { kind: 'dangling', target: '/gone' } as const,
        { kind: 'not-executable', mode: '644' } as const,
      ),
    }),
  ),
  planned(
    setActOption,
    fc
      .tuple(path, fc.constantFrom('image', 'architecture', 'socket'), optionally('text', name))
      .map(([at, option, more]) => ({ path: at, option, ...more })),
  ),
  planned(setAsideAptList, fc.record({ path, other: path })),
  planned(
    splitActOptions,
    fc.record({
      file: textFile,
      change: fc.constant([{ line: 'export A=b', becomes: '--rm' }]),
    }),
  ),
  planned(
    startContainerd,
    fc.tuple(fc.boolean(), optionally('engine', target)).map(([masked, more]) => ({ masked, ...more })),
  ),
  planned(startNameResolver, fc.record({ resetFailed: fc.boolean() })),
  planned(
    switchOnForwarding,
    fc.record({
      dropIn,
      later: fc.array(fc.record({ path, text: fc.constant('a=0\n'), line: fc.constant('a=0') })),
    }),
  ),
  planned(
    unsetDockerHost,
    fc.record({ user: name, line: fc.constant('export A=b'), lineNumber: fc.nat(), file: textFile }),
  ),
  planned(useDefaultBuilder, fc.record({ name, choice: path, context: name })),
  ...settingsOf,
  planned(correctDaemonJson, daemonJson),
  planned(startDocker, target),
  planned(
    restartDocker,
    fc.tuple(target, optionally('interrupts', fc.array(name))).map(([base, more]) => ({ ...base, ...more })),
  ),
  planned(enableDockerAtBoot, fc.record({ manager, unit })),
  planned(
    unmaskDocker,
    fc.record({
      manager: fc.constantFrom('systemd', 'systemd-user'),
      masked: fc.array(unit, { minLength: 1 }),
      unit,
      enable: fc.boolean(),
      start: fc.boolean(),
    }),
  ),
  planned(
    addUserToDockerGroup,
    fc.record({ user: name, groupExists: fc.boolean(), rootlessTool: fc.boolean() }),
  ),
  planned(removeStalePidFile, fc.record({ path, text: fc.nat().map(String), start: target })),
  planned(
    repairSocketOwner,
    fc.record({
      path,
      groupExists: fc.boolean(),
      manager,
      was: fc.record({ owner: name, group: name, mode: fc.nat({ max: 0o777 }) }),
    }),
  ),
  planned(useDefaultContext, fc.record({ from: name, configDirectory: path })),
  planned(
    resumeDaemon,
    fc.record({ pid: fc.integer({ min: 2 }), comm: fc.constantFrom('dockerd', 'containerd') }),
  ),
  planned(
    ownDockerConfig,
    fc.record({
      user: name,
      group: name,
      directory: fc.oneof(
        path,
        path.map((one) => `${one}/.docker`),
      ),
    }),
  ),
  planned(
    addSubordinateIds,
    fc.record({
      user: name,
      start: fc.nat(),
      kinds: fc.subarray(['subuids', 'subgids'] as const, { minLength: 1 }),
      engine: fc.constantFrom('podman', 'docker'),
    }),
  ),
  planned(removeBuildCache, clearing),
  planned(removeDanglingImages, clearing),
  planned(
    removeStoppedContainers,
    clearing.map((one) => ({ ...one, days: 7 })),
  ),
  planned(
    removeUnusedImages,
    fc.tuple(clearing, fc.nat()).map(([one, severalNames]) => ({ ...one, severalNames })),
  ),
  planned(removeUnusedNetworks, clearing),
  planned(removeActLeftovers, clearing),
  planned(
    removeVolume,
    clearing.map(({ target, objects: [volume = { id: 'v', name: 'v', expect: '' }] }) => ({
      target,
      volume,
    })),
  ),
  planned(enableLinger, fc.record({ user: name })),
  planned(enablePodmanSocket, fc.record({ manager: fc.constantFrom('systemd', 'systemd-user') })),
  planned(migratePodman, fc.constant({})),
  planned(
    removeSocketDirectory,
    fc.tuple(target, path).map(([base, at]) => ({ ...base, path: at })),
  ),
];

test('every fix is looked at here', () => {
  const files = readdirSync(new URL('../../fixes/', import.meta.url))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('_') && file !== 'index.ts')
    .map((file) => file.slice(0, -'.ts'.length));

  expect(everyFix.map(({ id }) => id).sort()).toEqual(files.sort());
});

// A hundred plans against every line of the table take a while.
test.each(everyFix)('$id plans nothing that must be refused', { timeout: 30_000 }, ({ id, proposals }) => {
  fc.assert(
    fc.property(proposals, (proposal) => {
      const said = everythingSaid(proposal);
      const refused = REFUSED.flatMap(([advice, pattern]) =>
        said.filter((line) => pattern.test(line)).map((line) => `${advice}: ${line}`),
      );
      expect(refused).toEqual([]);
      if (id !== installDocker.id) expect(said.filter((line) => INSTALLS.test(line))).toEqual([]);
    }),
  );
});

test.each(everyFix)('$id says of each step why, and needs root exactly when a step does', ({ proposals }) => {
  fc.assert(
    fc.property(proposals, (proposal) => {
      const steps = describePlan(proposal);
      expect(steps.every(({ why }) => why !== '')).toBe(true);
      expect(proposal.privilege).toBe(steps.some(({ privilege }) => privilege === 'root') ? 'root' : 'user');
    }),
  );
});

test.each([
  'chmod 666 /var/run/docker.sock',
  'chmod 0777 /run/docker.sock',
  'chmod a+rw /run/docker.sock',
  'setenforce 0',
  'rm -rf /var/lib/docker',
  'docker system prune -a --volumes -f',
  'docker image prune -f',
  'docker builder prune --force',
  "docker builder prune --filter 'id=^(abc)$' --force --all",
  'kill -9 4711',
  'sh -c id',
])('the table knows %s', (line) => {
  expect(REFUSED.some(([, pattern]) => pattern.test(withoutExact(line)))).toBe(true);
});
