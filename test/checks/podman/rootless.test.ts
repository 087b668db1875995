import { describe, expect, test } from 'vitest';
import { podmanRootless } from '#checks/podman/rootless';
import { unavailable } from '#core/answer';
import { someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof podmanRootless.evaluate>[0];

const grant = (source: string, count: number) => ({
  source,
  count,
  ranges: count === 0 ? [] : [{ owner: 'ada', start: 100_000, count }],
});
const ids = (uids: number, gids = uids) => ({
  uids: grant('/etc/subuid', uids),
  gids: grant('/etc/subgid', gids),
  free: 231_072,
});
const tool = (name: 'newuidmap' | 'newgidmap', right: 'setuid' | 'capability' | 'none' | 'unknown') =>
  ({ name, path: `/usr/bin/${name}`, right }) as const;
const directory = { usual: '/run/user/1000', usualExists: true, given: '/run/user/1000' };

const healthy: Needs = {
  identity: someIdentity(),
  use: { engine: 'podman', answers: false },
  ids: ids(65_536),
  tools: [tool('newuidmap', 'setuid'), tool('newgidmap', 'setuid')],
  session: { directory },
  info: { kind: 'works', rootless: true },
  podman: { program: '/usr/bin/podman', rootless: true },
  namespaces: { seen: ['user.max_user_namespaces 63207'] },
  delegation: undefined,
  services: { user: 'ada', services: [], lingers: false },
};
const judge = (more: Partial<Needs>) => podmanRootless.evaluate({ ...healthy, ...more });
const codes = (more: Partial<Needs>) => judge(more).findings.map(({ code }) => code);
const fails = (detail: string) => ({ kind: 'fails', exitCode: 125, detail }) as const;

test('all is there', () => {
  expect(judge({})).toEqual({
    findings: [],
    evidence: [
      {
        source: '/etc/subuid, /etc/subgid',
        observed: 'ada: 65536 from 100000; ada: 65536 from 100000',
      },
      { source: 'stat /usr/bin/newuidmap', observed: 'setuid root' },
      { source: 'stat /usr/bin/newgidmap', observed: 'setuid root' },
      { source: 'XDG_RUNTIME_DIR', observed: '/run/user/1000' },
      { source: 'stat /run/user/1000', observed: 'there' },
      { source: 'user namespaces', observed: 'user.max_user_namespaces 63207' },
      { source: 'services of ada with containers', observed: 'none; lingering is off' },
    ],
  });
});

describe('rootless-no-subuid', () => {
  test('no range: a free one is offered to both files', () => {
    const [finding] = judge({ ids: ids(0) }).findings;
    expect(finding).toMatchObject({
      code: 'rootless-no-subuid',
      severity: 'error',
      subject: '/etc/subuid',
      params: { count: 0 },
    });
    expect(finding?.fixes?.[0]?.proposal.steps).toMatchObject([
      { argv: ['usermod', '--add-subuids', '231072-296607', 'ada'] },
      { argv: ['usermod', '--add-subgids', '231072-296607', 'ada'] },
      { argv: ['podman', 'system', 'migrate'] },
    ]);
  });
  test('one file alone lacks it', () => {
    const [finding] = judge({ ids: ids(65_536, 1) }).findings;
    expect(finding).toMatchObject({ subject: '/etc/subgid', params: { count: 1 } });
    expect(finding?.fixes?.[0]?.proposal.steps[0]).toMatchObject({
      argv: ['usermod', '--add-subgids', '231072-296607', 'ada'],
    });
  });
  test('a range that is large enough for most images is a warning', () => {
    expect(judge({ ids: ids(10_000) }).findings[0]?.severity).toBe('warning');
  });
  test('where a directory service keeps the ids, nothing is changed for the person', () => {
    const { free: _free, ...told } = ids(0);
    expect(judge({ ids: told }).findings[0]?.fixes).toEqual([]);
  });
});

describe('rootless-newuidmap-missing', () => {
  test('not installed', () => {
    const tools = [
      { name: 'newuidmap', right: 'none' },
      { name: 'newgidmap', right: 'none' },
    ] as const;
    expect(judge({ tools }).findings).toMatchObject([
      {
        code: 'rootless-newuidmap-missing',
        params: { problem: 'missing', tools: ['newuidmap', 'newgidmap'] },
      },
    ]);
  });
  test('without its right', () => {
    const tools = [tool('newuidmap', 'none'), tool('newgidmap', 'setuid')];
    expect(judge({ tools }).findings).toMatchObject([
      { subject: '/usr/bin/newuidmap', params: { problem: 'no-right', tools: ['/usr/bin/newuidmap'] } },
    ]);
  });
  test("a file capability does as well, and what cannot be seen is blamed only by Podman's own failure", () => {
    expect(codes({ tools: [tool('newuidmap', 'capability')] })).toEqual([]);
    expect(codes({ tools: [tool('newuidmap', 'unknown')] })).toEqual([]);
    const info = fails('Error: cannot set up namespace using "/usr/bin/newuidmap": exit status 1');
    expect(codes({ tools: [tool('newuidmap', 'unknown')], info })).toEqual(['rootless-newuidmap-missing']);
  });
});

describe('rootless-stale-pause', () => {
  const session = (count: number) => ({ directory, pause: { pid: 697, ids: count } });
  test('a namespace that is older than the ids', () => {
    expect(judge({ session: session(1) }).findings).toMatchObject([
      { code: 'rootless-stale-pause', severity: 'error', params: { pid: 697, ids: 1, granted: 65_536 } },
    ]);
    expect(codes({ session: session(2) })).toEqual(['rootless-stale-pause']);
  });
  test('one that has them, or a user who has none, is not', () => {
    expect(codes({ session: session(65_537) })).toEqual([]);
    expect(codes({ session: session(65_537), ids: ids(131_072) })).toEqual([]);
    expect(codes({ session: session(1), ids: ids(0) })).toEqual(['rootless-no-subuid']);
  });
});

describe('rootless-runtime-dir', () => {
  const lost = { directory: { usual: '/run/user/1000', usualExists: false } };
  const info = fails('Error: creating tmpdir: mkdir /run/user/1000: permission denied');
  test('Podman fails for the lack of it', () => {
    expect(judge({ session: lost, info }).findings).toMatchObject([
      { code: 'rootless-runtime-dir', subject: '/run/user/1000', params: { trouble: 'unset' } },
    ]);
  });
  test("another user's", () => {
    const given = { given: '/run/user/0', trouble: 'foreign' } as const;
    const session = { directory: { ...lost.directory, ...given } };
    expect(judge({ session, info }).findings).toMatchObject([
      { subject: '/run/user/0', params: { trouble: 'foreign', given: '/run/user/0' }, fixes: [] },
    ]);
    // Podman answers with it, once the usual one is there; the runtime that it starts does not.
    const other = { directory: { usual: '/run/user/1000', usualExists: true, ...given } };
    expect(codes({ session: other })).toEqual(['rootless-runtime-dir']);
  });
  test('Podman makes do without it, fails for another reason, or answers', () => {
    expect(codes({ session: lost })).toEqual([]);
    expect(codes({ session: lost, info: fails('Error: mounting storage') })).toEqual([]);
    expect(codes({ session: lost, info, use: { engine: 'podman', answers: true } })).toEqual([]);
  });
  test('rootless Docker cannot do without it', () => {
    expect(codes({ session: lost, use: { engine: 'docker', answers: false } })).toEqual([
      'rootless-runtime-dir',
    ]);
  });
});

test('what cannot be read is not judged', () => {
  const missing = unavailable('denied', 'read /etc/subuid', 'EACCES');
  expect(judge({ ids: missing })).toMatchObject({ findings: [], missing });
});

describe('userns-disabled', () => {
  const namespaces = { forbiddenBy: 'user.max_user_namespaces', seen: [] } as const;
  test('nothing starts; what was set up before goes on for a while', () => {
    expect(
      judge({ namespaces, info: fails('cannot clone: Operation not permitted') }).findings,
    ).toMatchObject([
      {
        code: 'userns-disabled',
        subject: 'user.max_user_namespaces',
        params: { setting: 'user.max_user_namespaces', works: false },
      },
    ]);
    expect(judge({ namespaces }).findings).toMatchObject([
      { code: 'userns-disabled', severity: 'warning', params: { works: true } },
    ]);
  });
  test('where it could not be read, nothing is called well', () => {
    const denied = unavailable('denied', 'read /proc/sys/user/max_user_namespaces', 'EACCES');
    expect(judge({ namespaces: denied })).toMatchObject({ findings: [], missing: denied });
  });
});

describe('apparmor-userns-restricted', () => {
  const namespaces = { withoutProfile: '/home/ada/bin/rootlesskit', seen: [] };
  test('an engine that does not answer and whose program has no profile', () => {
    const use = { engine: 'docker', answers: false } as const;
    expect(judge({ namespaces, use, info: undefined }).findings).toMatchObject([
      { code: 'apparmor-userns-restricted', subject: '/home/ada/bin/rootlesskit' },
    ]);
  });
  test('one that answers has what it needs', () => {
    expect(codes({ namespaces, use: { engine: 'docker', answers: true } })).toEqual([]);
    expect(codes({ namespaces })).toEqual([]);
  });
});

describe('rootless-cgroup-delegation', () => {
  const handed = (text: string) => ({
    delegation: { path: '/sys/fs/cgroup/x', controllers: text.split(' ') },
  });
  test('what is not handed on cannot be limited; CPU alone is a remark', () => {
    expect(judge(handed('pids')).findings).toMatchObject([
      { code: 'rootless-cgroup-delegation', params: { missing: ['memory', 'cpu'] } },
    ]);
    expect(judge(handed('memory pids')).findings).toMatchObject([
      { severity: 'info', params: { missing: ['cpu'] } },
    ]);
  });
  test('all that is asked for usually, or version 1 of the groups', () => {
    expect(codes(handed('cpu memory pids'))).toEqual([]);
    expect(codes({ delegation: undefined })).toEqual([]);
  });
});

describe('rootless-no-linger', () => {
  const services = { user: 'ada', services: ['docker.service'], lingers: false };
  test('services with containers end at logout', () => {
    const [finding] = judge({ services }).findings;
    expect(finding).toMatchObject({ code: 'rootless-no-linger', params: { services: ['docker.service'] } });
    expect(finding?.fixes?.[0]?.proposal.steps).toMatchObject([
      { argv: ['loginctl', 'enable-linger', 'ada'] },
    ]);
  });
  test('lingering, or no service that matters', () => {
    expect(codes({ services: { ...services, lingers: true } })).toEqual([]);
    expect(codes({ services: { ...services, services: [] } })).toEqual([]);
  });
});
