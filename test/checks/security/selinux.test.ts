import { describe, expect, test } from 'vitest';
import { securitySelinux } from '#checks/security/selinux';
import { unavailable } from '#core/answer';
import type { DataRootLabel } from '#facts/data-root-label';
import { parseEngineInfo } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { parseSelinuxContext } from '#parse/selinux-context';
import { someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof securitySelinux.evaluate>[0];

const ID = 'unix:///var/run/docker.sock';

const info = (more: object = {}) => {
  const parsed = parseEngineInfo({
    SecurityOptions: ['name=seccomp,profile=default', 'name=selinux'],
    ...more,
  });
  if (isMalformed(parsed)) throw new Error(parsed.detail);
  return parsed;
};
const label = (path: string, text: string): DataRootLabel => {
  const context = parseSelinuxContext(text);
  if (isMalformed(context)) throw new Error(context.detail);
  return { path, text, context };
};

const enforcing: Needs['selinux'] = {
  mode: 'enforcing',
  configured: { mode: 'enforcing', policy: 'targeted' },
  seen: { source: 'read /sys/fs/selinux/enforce', observed: '1 (enforcing)' },
};
const permissive: Needs['selinux'] = { ...enforcing, mode: 'permissive' };

// The label is what `ls -dZ` printed on a Fedora 30 machine: docker/for-linux#511.
const healthy: Needs = {
  identity: someIdentity(),
  selinux: enforcing,
  policy: {
    knowsContainers: true,
    seen: { source: 'read file_contexts', observed: 'has labels for containers' },
  },
  engine: {
    id: ID,
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  info: info(),
  label: label('/var/lib/docker', 'system_u:object_r:container_var_lib_t:s0'),
  mounts: [{ container: 'web', path: '/srv/site', type: 'container_file_t' }],
};
const findings = (changes: Partial<Needs>) => securitySelinux.evaluate({ ...healthy, ...changes }).findings;
const noPolicy: Needs['policy'] = {
  knowsContainers: false,
  seen: { source: 'read file_contexts', observed: 'none' },
};
const unlabelled = label('/data/docker', 'unconfined_u:object_r:default_t:s0');

test('shows the mode, the configuration, the policy, the engine’s setting and the label', () => {
  expect(securitySelinux.evaluate(healthy)).toEqual({
    evidence: [
      { source: 'read /sys/fs/selinux/enforce', observed: '1 (enforcing)' },
      { source: 'read /etc/selinux/config', observed: 'at the next boot: enforcing, policy targeted' },
      { source: 'read file_contexts', observed: 'has labels for containers' },
      { source: 'GET /info', observed: 'the engine uses SELinux' },
      { source: 'stat -L -c %C /var/lib/docker', observed: 'system_u:object_r:container_var_lib_t:s0' },
    ],
    findings: [],
  });
});

describe('does not apply', () => {
  test.each(['absent', 'inactive'] as const)('where SELinux is %s, and says what was read', (mode) => {
    const seen = { source: 'read /sys/fs/selinux/enforce', observed: 'ENOENT' };

    expect(securitySelinux.applies?.({ ...healthy, selinux: { ...enforcing, mode, seen } })).toMatch(
      /SELinux.*read \/sys\/fs\/selinux\/enforce: ENOENT/,
    );
  });

  test('to an engine on another host', () => {
    const address = { kind: 'tcp', hostName: 'build.example', port: 2376 } as const;

    expect(securitySelinux.applies?.({ ...healthy, engine: { ...elsewhere, address } })).toBe(
      'the engine runs on another host',
    );
  });

  const elsewhere = { ...(healthy.engine as Exclude<Needs['engine'], { kind: 'unavailable' }>) };
});

test('applies to an engine of this host, and while none answers', () => {
  expect(securitySelinux.applies?.(healthy)).toBe(true);
  const engine = unavailable('unreachable', 'connect', 'ECONNREFUSED');
  expect(securitySelinux.applies?.({ ...healthy, engine })).toBe(true);
});

describe('selinux-data-root-label', () => {
  const { remedy } = securitySelinux.codes['selinux-data-root-label'];

  test('a moved data root: the policy is to be told', () => {
    const [finding, ...others] = findings({ label: unlabelled });

    expect(others).toEqual([]);
    expect(finding).toEqual({
      code: 'selinux-data-root-label',
      subject: '/data/docker',
      engine: ID,
      params: { path: '/data/docker', type: 'default_t', usual: '/var/lib/docker' },
    });
    expect(remedy(finding?.params as never)).toContain(
      'semanage fcontext -a -e /var/lib/docker /data/docker',
    );
  });

  test('the usual data root: its labels are to be restored', () => {
    const [finding] = findings({ label: label('/var/lib/docker', 'system_u:object_r:var_lib_t:s0') });

    expect(remedy(finding?.params as never)).toBe(
      'Give it the labels of the policy: sudo restorecon -R /var/lib/docker',
    );
  });

  test.each<[string, Partial<Needs>]>([
    ['permissive mode', { selinux: permissive }],
    [
      'an engine in a home',
      { label: label('/home/ada/.local/share/docker', 'unconfined_u:object_r:data_home_t:s0') },
    ],
    ['a rootless engine', { info: info({ SecurityOptions: ['name=selinux', 'name=rootless'] }) }],
    [
      'an older name of the type',
      { label: label('/data/docker', 'system_u:object_r:svirt_sandbox_file_t:s0') },
    ],
    ['a label that cannot be read', { label: unavailable('absent', 'stat', 'ENOENT') }],
  ])('is not found with %s', (_name, changes) => {
    expect(findings({ label: unlabelled, ...changes })).toEqual([]);
  });
});

// The error text of the consequence: docker/docs#9021.
test('selinux-policy-missing: enforcing, the engine uses it, and no rules for containers', () => {
  expect(findings({ policy: noPolicy })).toEqual([
    { code: 'selinux-policy-missing', subject: 'targeted', engine: ID, params: { policy: 'targeted' } },
  ]);
  expect(securitySelinux.codes['selinux-policy-missing'].leadsTo).toContain('selinux-data-root-label');
});

test('selinux-policy-missing is not found in permissive mode, nor where the policy cannot be read', () => {
  expect(findings({ policy: noPolicy, selinux: permissive })).toEqual([]);
  expect(findings({ policy: unavailable('denied', 'read', 'EACCES') })).toEqual([]);
});

test('selinux-engine-off: worth knowing, and labels do not matter then', () => {
  const off = info({ SecurityOptions: ['name=seccomp,profile=default'] });

  expect(findings({ info: off, label: unlabelled, policy: noPolicy })).toEqual([
    { code: 'selinux-engine-off', subject: ID, engine: ID, params: { engine: ID } },
  ]);
  expect(securitySelinux.codes['selinux-engine-off'].severity).toBe('info');
  expect(findings({ info: info({ SecurityOptions: [], OperatingSystem: 'Docker Desktop' }) })).toEqual([]);
});

test('an engine that does not answer leaves it unproven, unless nothing is enforced', () => {
  const silent = unavailable('unreachable', 'GET /info', 'ECONNREFUSED');

  expect(securitySelinux.evaluate({ ...healthy, info: silent })).toMatchObject({
    findings: [],
    missing: { origin: 'engine-info' },
  });
  expect(securitySelinux.evaluate({ ...healthy, info: silent, selinux: permissive })).not.toHaveProperty(
    'missing',
  );
});

test('no advice switches SELinux off', () => {
  const sentences = JSON.stringify(
    Object.values(securitySelinux.codes).map(({ remedy }) =>
      remedy({ path: '/d', usual: '/d', type: 't', policy: 'p', engine: 'e', containers: [], shared: true }),
    ),
  );

  expect(sentences).not.toMatch(/setenforce|disabled|permissive|chcon/i);
});

describe('selinux-bind-mount', () => {
  const mount = (path: string, type: string, container = 'web') => ({ container, path, type });
  test('a path with a label that containers may not use, told once for all that mount it', () => {
    const path = '/home/ada/site';
    const mounts = [mount(path, 'user_home_t'), mount(path, 'user_home_t', 'db')];
    expect(findings({ mounts })).toEqual([
      {
        code: 'selinux-bind-mount',
        subject: path,
        engine: ID,
        params: { path, type: 'user_home_t', containers: ['web', 'db'], shared: false },
      },
    ]);
  });
  test('what the system needs as it is gets no new label', () => {
    for (const path of ['/home/ada', '/home', '/', '/etc/app', '/root', '/tmp'])
      expect(findings({ mounts: [mount(path, 'user_home_t')] })[0]?.params).toMatchObject({ shared: true });
  });
  test('types that containers may read, and a permissive kernel', () => {
    for (const type of ['container_file_t', 'container_ro_file_t', 'usr_t', 'svirt_sandbox_file_t'])
      expect(findings({ mounts: [mount('/srv/site', type)] })).toEqual([]);
    const mounts = [mount('/home/ada/site', 'user_home_t')];
    expect(findings({ mounts, selinux: permissive })).toEqual([]);
    expect(findings({ mounts: unavailable('not-here', 'bind mounts', 'none') })).toEqual([]);
  });
});
