import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { describePlan } from '#engine/describe-steps';
import { installDocker } from '#fixes/install-docker';

const linux = { os: 'linux', wsl: false, manager: 'systemd' } as const;
const on = (...distributions: readonly string[]) =>
  propose(installDocker, { ...linux, distributions }).proposal;
const shown = (...distributions: readonly string[]) =>
  describePlan(on(...distributions)).map(({ shows }) => shows);

test.each([
  ['12', ['docker.io']],
  ['13', ['docker.io', 'docker-cli']],
] as const)("on Debian %s dockmedic does it itself, from Debian's own packages", (versionId, packages) => {
  const { proposal } = propose(installDocker, { ...linux, distributions: ['debian'], versionId });
  expect(proposal).toMatchObject({ manual: false, risk: 'safe', privilege: 'root', undoable: true });
  expect(describePlan(proposal).map(({ shows }) => shows)).toEqual([
    'env DEBIAN_FRONTEND=noninteractive apt-get update',
    `env DEBIAN_FRONTEND=noninteractive apt-get install --yes ${packages.join(' ')}`,
    'systemctl enable docker.service',
    'systemctl start docker.socket docker.service',
  ]);
});

test('elsewhere it is only shown, and says what to do with it', () => {
  expect(on('fedora')).toMatchObject({
    manual: true,
    byHand: 'read it as a script first, then run that: dockmedic fix install-docker --script',
  });
});

test("on Ubuntu Docker's repository is bound to its key", () => {
  const { proposal } = propose(installDocker, {
    ...linux,
    distributions: ['ubuntu', 'debian'],
    codename: 'noble',
  });
  const sources = describePlan(proposal).find(({ kind }) => kind === 'edit-file');
  expect(sources?.diff).toContain('+Signed-By: /etc/apt/keyrings/docker.asc');
  expect(sources?.diff).toContain('+Suites: noble');
});

test.each([
  ['rhel', 'dnf config-manager --add-repo https://download.docker.com/linux/rhel/docker-ce.repo'],
  ['centos', 'dnf config-manager --add-repo https://download.docker.com/linux/centos/docker-ce.repo'],
  ['arch', 'pacman -S --needed docker docker-buildx docker-compose'],
  ['alpine', 'apk add docker docker-cli-compose'],
])('%s has its own way', (id, command) => {
  expect(shown(id)).toContain(command);
});

test('what a distribution is like decides where it is not known itself', () => {
  expect(shown('rocky', 'rhel', 'centos', 'fedora')[1]).toContain('/linux/rhel/');
});

test.each([
  ['nixos', 'linux'],
  ['', 'darwin'],
  ['', 'win32'],
] as const)('where nothing is known it is told where to read (%s, %s)', (id, os) => {
  const { proposal } = propose(installDocker, { ...linux, os, distributions: [id] });
  expect(proposal).toMatchObject({ manual: true, steps: [{ kind: 'manual' }] });
});

test('in WSL it tells of the other way', () => {
  const { proposal } = propose(installDocker, { ...linux, distributions: ['debian'], wsl: true });
  expect(proposal.notes.join(' ')).toContain('Docker Desktop for Windows');
});
