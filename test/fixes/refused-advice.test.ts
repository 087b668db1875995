import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Fix, type Proposal, propose, type ServiceManager } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { addSubordinateIds } from '#fixes/add-subordinate-ids';
import { addUserToDockerGroup } from '#fixes/add-user-to-docker-group';
import { correctDaemonJson } from '#fixes/correct-daemon-json';
import { enableDockerAtBoot } from '#fixes/enable-docker-at-boot';
import { enableLinger } from '#fixes/enable-linger';
import { enablePodmanSocket } from '#fixes/enable-podman-socket';
import { migratePodman } from '#fixes/migrate-podman';
import { ownDockerConfig } from '#fixes/own-docker-config';
import { removeActLeftovers } from '#fixes/remove-act-leftovers';
import { removeBuildCache } from '#fixes/remove-build-cache';
import { removeDanglingImages } from '#fixes/remove-dangling-images';
import { removeSocketDirectory } from '#fixes/remove-socket-directory';
import { removeStalePidFile } from '#fixes/remove-stale-pid-file';
import { removeStoppedContainers } from '#fixes/remove-stopped-containers';
import { removeUnusedImages } from '#fixes/remove-unused-images';
import { removeUnusedNetworks } from '#fixes/remove-unused-networks';
import { removeVolume } from '#fixes/remove-volume';
import { repairSocketOwner } from '#fixes/repair-socket-owner';
import { restartDocker } from '#fixes/restart-docker';
import { resumeDaemon } from '#fixes/resume-daemon';
import { startDocker } from '#fixes/start-docker';
import { unmaskDocker } from '#fixes/unmask-docker';
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
  ['trust registries without TLS', /insecure-registr/],
  ['nail down resolv.conf', /chattr|8\.8\.8\.8/],
  ['give containers every right', /--privileged|seccomp=unconfined/],
  ['install another version', /downgrade|apt(-get)?\s+install|\bcurl\b|\bwget\b/],
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
  correctable: fc.boolean(),
  running: fc.boolean(),
  service: target,
  dockerd: fc.record({ path: fc.constant('/usr/bin/dockerd'), major: fc.constantFrom(20, 28) }),
  interrupts: fc.array(name),
});

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

const everyFix: readonly Planned[] = [
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

test.each(everyFix)('$id plans nothing that must be refused', ({ proposals }) => {
  fc.assert(
    fc.property(proposals, (proposal) => {
      const said = everythingSaid(proposal);
      for (const [advice, pattern] of REFUSED) {
        for (const line of said) expect(pattern.test(line), `${advice}: ${line}`).toBe(false);
      }
    }),
  );
});

test.each(everyFix)('$id says of each step why, and needs root exactly when a step does', ({ proposals }) => {
  fc.assert(
    fc.property(proposals, (proposal) => {
      const steps = describePlan(proposal);
      for (const { why } of steps) expect(why).not.toBe('');
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
