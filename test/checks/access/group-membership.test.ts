import { describe, expect, test } from 'vitest';
import { accessGroupMembership } from '#checks/access/group-membership';
import { unavailable } from '#core/answer';
import type { Identity } from '#core/host';
import type { Endpoint } from '#facts/endpoints';
import { fileStat } from '#test/support/fake-host';

type Needs = Parameters<typeof accessGroupMembership.evaluate>[0];

const PATH = '/var/run/docker.sock';
const ID = `unix://${PATH}`;

const alice: Identity = {
  uid: 1000,
  gid: 1000,
  groups: [1000, 998],
  userName: 'alice',
  home: '/home/alice',
  workingDirectory: '/home/alice',
  engineFlags: {},
  environment: {},
  settings: {
    engineFloor: '20.10',
    composeFloor: '2.0',
    diskWarningPercent: 85,
    diskErrorPercent: 95,
    dnsName: 'registry-1.docker.io',
    stoppedContainerDays: 7,
  },
};

const endpoint = (state: Endpoint['state']): Endpoint => ({
  id: ID,
  address: { kind: 'unix', path: PATH },
  label: 'Docker',
  selected: true,
  state,
  evidence: [{ source: `connect ${ID}`, observed: 'answered' }],
});
const answering = endpoint({ kind: 'answers', engine: 'docker', apiVersion: '1.41', durationMs: 3 });
const denied = endpoint({ kind: 'denied', at: 'socket', path: PATH });

const directory = '/home/alice/.docker';
const healthy: Needs = {
  identity: alice,
  endpoints: [answering],
  rights: { kind: 'not-denied' },
  inUse: {
    id: ID,
    address: answering.address,
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  installation: { dockerd: '/usr/bin/dockerd', dockerCliIsPodman: false, dockerSnap: false },
  groups: {
    docker: { name: 'docker', gid: 998, members: ['alice'] },
    nameOf: { '998': 'docker', '1000': 'alice' },
    membersOf: { '998': ['alice'] },
  },
  config: { directory, path: `${directory}/config.json`, content: undefined },
  owners: { homeUid: 1000, entries: [] },
};
const stopped: Partial<Needs> = {
  endpoints: [endpoint({ kind: 'missing' })],
  inUse: unavailable('absent', 'lstat', 'ENOENT'),
};
const outside: Needs = {
  ...healthy,
  endpoints: [denied],
  rights: { kind: 'not-a-member', path: PATH, group: 'docker', gid: 998 },
};

const findings = (changes: Partial<Needs>) =>
  accessGroupMembership.evaluate({ ...healthy, ...changes }).findings;
const codes = (changes: Partial<Needs>) => findings(changes).map(({ code }) => code);

test('shows who looks, that the socket lets them in, and the configuration', () => {
  expect(accessGroupMembership.evaluate(healthy)).toEqual({
    evidence: [
      { source: 'id', observed: 'uid=1000(alice) groups=1000(alice),998(docker)' },
      { source: ID, observed: 'lets this user in' },
      { source: `read ${directory}/config.json`, observed: 'no such file, so defaults apply' },
    ],
    findings: [],
  });
});

test.each<[string, Partial<Needs>]>([
  ['root', { identity: { ...alice, uid: 0, gid: 0, groups: [0], userName: 'root', home: '/root' } }],
  [
    'a TCP engine',
    { endpoints: [{ ...answering, address: { kind: 'tcp', hostName: 'build', port: 2376 } }] },
  ],
  ['groups that cannot be read', { groups: unavailable('denied', 'read /etc/group', 'EACCES') }],
  ['no home directory', { config: { content: undefined }, owners: { entries: [] } }],
])('%s: nothing to find, with evidence', (_name, changes) => {
  const { evidence, findings } = accessGroupMembership.evaluate({ ...healthy, ...changes });

  expect(findings).toEqual([]);
  expect(evidence.length).toBeGreaterThanOrEqual(3);
});

test('an engine that is stopped lets nobody in, so nothing is proven', () => {
  const { findings, missing } = accessGroupMembership.evaluate({ ...healthy, ...stopped });

  expect(findings).toEqual([]);
  expect(missing).toMatchObject({ reason: 'absent', origin: 'engine-in-use' });
});

test('Podman alone needs no socket and no group', () => {
  const installation = { podman: '/usr/bin/podman', dockerCliIsPodman: true, dockerSnap: false };

  expect(accessGroupMembership.evaluate({ ...healthy, ...stopped, installation })).not.toHaveProperty(
    'missing',
  );
});

test('group-user-missing: offers to add the user to docker', () => {
  const [finding, ...others] = findings(outside);

  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'group-user-missing',
    subject: 'alice',
    engine: ID,
    params: { user: 'alice', uid: 1000, group: 'docker', path: PATH },
  });
  expect(finding?.fixes?.map(({ proposal }) => proposal.fix)).toEqual(['add-user-to-docker-group']);
});

test.each([
  ['another group than docker', 'engine', alice, 'sudo usermod -aG engine alice'],
  ['a group id without a name', '998', alice, '--group-add 998'],
  ['a user id without an account', 'docker', { ...alice, userName: undefined }, 'user with an account'],
])('group-user-missing, %s: no fix is offered, the remedy fits', (_name, group, identity, words) => {
  const [finding] = findings({
    ...outside,
    identity,
    rights: { kind: 'not-a-member', path: PATH, group, gid: 998 },
  });

  expect(finding?.fixes).toEqual([]);
  expect(accessGroupMembership.codes['group-user-missing'].remedy(finding?.params as never)).toContain(words);
});

test('group-not-active: nothing to repair, only to log in again', () => {
  const rights = { kind: 'not-active', path: PATH, group: 'docker', gid: 998 } as const;
  const [finding] = findings({ endpoints: [denied], rights });

  expect(finding).toMatchObject({ code: 'group-not-active', subject: 'alice', engine: ID });
  expect(finding).not.toHaveProperty('fixes');
  const { remedy } = accessGroupMembership.codes['group-not-active'];
  const params = { user: 'alice', uid: 1000, group: 'docker', path: PATH, wsl: undefined };
  expect(remedy(params)).toMatch(/newgrp docker.*tmux/);
  expect(remedy({ ...params, wsl: 'Ubuntu' })).toContain('wsl --terminate Ubuntu');
});

const wrongOwner = {
  kind: 'wrong-owner',
  path: PATH,
  user: 'root',
  group: 'root',
  mode: 0o660,
  dockerGroupExists: true,
  isMember: true,
} as const;

test('a socket of the wrong owner is a fault of the socket, and of the user only when outside the group', () => {
  expect(codes({ endpoints: [denied], rights: wrongOwner })).toEqual([]);
  expect(codes({ endpoints: [denied], rights: { ...wrongOwner, isMember: false } })).toEqual([
    'group-user-missing',
  ]);
});

const rootOwned: Partial<Needs> = {
  owners: {
    homeUid: 1000,
    entries: [
      { path: directory, uid: 1000, gid: 1000 },
      { path: `${directory}/buildx`, uid: 0, gid: 0 },
    ],
  },
};

test('config-root-owned: a warning while the configuration can be read', () => {
  const [finding] = findings(rootOwned);

  expect(finding).toMatchObject({
    code: 'config-root-owned',
    subject: directory,
    severity: 'warning',
    params: { paths: [`${directory}/buildx`], owner: 'root', user: 'alice', unreadable: false },
  });
  expect(finding?.fixes?.map(({ proposal }) => proposal.fix)).toEqual(['own-docker-config']);
});

test('config-root-owned: an error when it cannot', () => {
  const content = unavailable('denied', 'read', 'EACCES');
  const [finding] = findings({ ...rootOwned, config: { ...healthy.config, content } });

  expect(finding).toMatchObject({
    code: 'config-root-owned',
    severity: 'error',
    params: { unreadable: true },
  });
});

test.each<[string, Partial<Needs>]>([
  [
    'all files are the user’s',
    { owners: { homeUid: 1000, entries: [{ path: directory, uid: 1000, gid: 1000 }] } },
  ],
  ['the home is somebody else’s', { owners: { ...rootOwned.owners, homeUid: 1001, entries: [] } }],
  ['root runs with the home of a user', { ...rootOwned, identity: { ...alice, uid: 0 } }],
  [
    'DOCKER_CONFIG names a shared directory',
    { ...rootOwned, config: { directory: '/etc/docker-client', content: undefined } },
  ],
])('config-root-owned is not found when %s', (_name, changes) => {
  expect(codes(changes)).toEqual([]);
});

test('config-json-invalid: says where', () => {
  const content = {
    kind: 'malformed',
    what: 'docker config.json',
    detail: 'a trailing comma',
    line: 3,
    column: 7,
  } as const;
  const [finding] = findings({ config: { ...healthy.config, content } });

  expect(finding?.code).toBe('config-json-invalid');
  const { message } = accessGroupMembership.codes['config-json-invalid'];
  expect(message(finding?.params as never)).toBe(
    '/home/alice/.docker/config.json is not valid JSON, line 3, column 7: a trailing comma.',
  );
});

test('an empty configuration file is one without settings, as for docker', () => {
  const content = {
    kind: 'malformed',
    what: 'docker config.json',
    detail: 'empty',
    fault: 'empty',
    offset: 0,
  } as const;

  expect(codes({ config: { ...healthy.config, content } })).toEqual([]);
});

describe('a directory where the configuration should be', () => {
  const path = `${directory}/config.json`;
  const config = {
    ...healthy.config,
    fileStat: fileStat('directory'),
    content: { kind: 'malformed', what: 'docker config.json', detail: 'it is a directory' },
  } as const;
  const owned = (uid: number, more: readonly string[] = []) => ({
    homeUid: 1000,
    entries: [directory, path, ...more].map((one) => ({
      path: one,
      uid: one === directory ? 1000 : uid,
      gid: 0,
    })),
  });

  test.each([
    ['its user', 1000],
    ['root, as a bind mount leaves it', 0],
  ])('belongs to %s: it is to be removed, and nobody offers to give it away', (_name, uid) => {
    const [finding, ...others] = findings({ config, owners: owned(uid) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ code: 'config-json-invalid', params: { instead: 'directory' } });
    expect(finding).not.toHaveProperty('fixes');
    const { message, cause, remedy } = accessGroupMembership.codes['config-json-invalid'];
    const params = finding?.params as never;
    expect(message(params)).toBe(`${path} is not a valid docker configuration: it is a directory.`);
    expect(cause(params)).toContain('bind mount');
    expect(remedy(params)).toContain(`rmdir ${path}`);
  });

  test('other files of root beside it are a fault of their own', () => {
    expect(findings({ config, owners: owned(0, [`${directory}/buildx`]) })).toMatchObject([
      { code: 'config-root-owned', params: { paths: [`${directory}/buildx`] } },
      { code: 'config-json-invalid' },
    ]);
  });
});
