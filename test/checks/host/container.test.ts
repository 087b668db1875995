import { describe, expect, it, test } from 'vitest';
import { hostContainer } from '#checks/host/container';
import { unavailable } from '#core/answer';
import type { ContainerView } from '#facts/container-view';
import type { LocalEngine } from '#facts/local-engine';
import type { StoragePlaces } from '#facts/storage-places';
import { disk, fileStat, someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof hostContainer.evaluate>[0];

const lost = unavailable('unreachable', 'engine', 'down');
const id = 'unix:///var/run/docker.sock';
const path = '/var/run/docker.sock';
const view: ContainerView = {
  container: { by: 'Docker', isMachine: false, mounts: [], may: { sysAdmin: true, netAdmin: true } },
};
const local: LocalEngine = {
  id,
  installed: true,
  selected: true,
  rootless: false,
  state: 'missing',
  activity: 'stopped',
};
const inside: Needs = {
  identity: someIdentity({ uid: 1000, gid: 1000, groups: [1000] }),
  view,
  endpoints: [],
  local,
  info: lost,
  places: lost,
  config: lost,
  flags: lost,
  words: lost,
  trip: lost,
};
const judge = (more: Partial<Needs>) => hostContainer.evaluate({ ...inside, ...more });
const found = (more: Partial<Needs>) =>
  judge(more).findings.map(({ code, severity = hostContainer.codes[code].severity }) => [code, severity]);
const outside = {
  ...view,
  outside: 'mounted-socket',
  socket: { path, stat: fileStat('socket', { gid: 998, mode: 0o660 }) },
} as const;

test('applies in containers alone, and finds nothing in one that has all it needs', () => {
  expect(hostContainer.applies?.({ ...inside, view: undefined })).toMatch(/not run in a container/);
  expect(judge({}).findings).toEqual([]);
});

describe('a mounted socket', () => {
  const at = (kind: 'answers' | 'denied') =>
    [
      {
        id,
        address: { kind: 'unix', path },
        label: 'Docker',
        selected: true,
        state:
          kind === 'denied'
            ? { kind, at: 'socket', path }
            : { kind, engine: 'docker', apiVersion: '1.41', durationMs: 1 },
        evidence: [{ source: 'GET /_ping', observed: kind }],
      },
    ] as Needs['endpoints'];

  it('is a remark where it lets this process in, with the numbers as evidence', () => {
    expect(found({ view: outside, endpoints: at('answers') })).toEqual([['inside-container', 'info']]);
    expect(judge({ view: outside, endpoints: at('answers') }).evidence[1]).toEqual({
      source: path,
      observed: 'owner 0:998, mode 660; this process: user 1000, groups 1000',
    });
  });
  it('container-socket-group: numbers that do not fit', () => {
    expect(found({ view: outside, endpoints: at('denied') })).toContainEqual([
      'container-socket-group',
      'error',
    ]);
    const { leadsTo, remedy } = hostContainer.codes['container-socket-group'];
    expect(leadsTo).toContain('group-user-missing');
    expect(remedy({ path, gid: 998, uid: 0, mode: '660', groups: [] })).toContain('--group-add 998');
  });
  it('is refused by something else where the numbers fit', () => {
    const identity = someIdentity({ groups: [1000, 998] });
    expect(found({ view: outside, endpoints: at('denied'), identity })).toEqual([
      ['inside-container', 'info'],
    ]);
  });
});

describe('dood-path-confusion', () => {
  const paths = (there: object, more = {}) =>
    ({ ...view, paths: { here: '/builds/x', there, ...more } }) as ContainerView;
  it.each<[string, ContainerView, readonly unknown[]]>([
    ['the same path on both sides', paths({ kind: 'same' }), []],
    ['a path of this container alone', paths({ kind: 'own' }), [['dood-path-confusion', 'info']]],
    ['another path', paths({ kind: 'elsewhere', path: '/srv' }), [['dood-path-confusion', 'info']]],
    [
      'a container that was misled',
      paths({ kind: 'own' }, { misled: { container: 'web', source: '/builds/x/data' } }),
      [['dood-path-confusion', 'warning']],
    ],
  ])('%s', (_name, view, codes) => {
    expect(found({ view })).toEqual(codes);
  });
});

describe('dind-not-privileged', () => {
  const bare = { ...view, container: { ...view.container, may: { sysAdmin: false, netAdmin: false } } };
  it('an engine that is to run here and may not', () => {
    expect(found({ view: bare })).toEqual([['dind-not-privileged', 'error']]);
    expect(hostContainer.codes['dind-not-privileged'].leadsTo).toContain('sock-missing');
  });
  it.each<[string, Partial<Needs>]>([
    ['it runs', { local: { ...local, activity: 'answers' } }],
    ['none is installed here', { local: { ...local, installed: false } }],
    ['another engine is used', { local: { ...local, selected: false } }],
    ['it is one without root', { local: { ...local, rootless: true } }],
    ['the engine is outside', { view: { ...bare, outside: 'mounted-socket' } }],
  ])('is not claimed where %s', (_name, more) => {
    expect(found({ view: bare, ...more }).map(([code]) => code)).not.toContain('dind-not-privileged');
  });
});

// moby/moby#42171, containerd/containerd#3144; the failure of fuse-overlayfs was seen in the lab.
describe('dind-overlay-on-overlay', () => {
  const places = (fsType: string): StoragePlaces => ({
    filesystems: [
      {
        places: [{ path: '/var/lib/docker', kind: 'docker', isMissing: false, isReadOnly: false }],
        usage: disk(1e12, 5e11),
        mount: { mountPoint: '/', fsType, source: fsType },
      },
    ],
    unseen: [],
  });
  const answers = { ...local, activity: 'answers' } as const;
  const info = (Driver: string) => ({ Driver, SecurityOptions: [] }) as unknown as Needs['info'];
  const flags = {
    source: 'command line',
    flags: new Map([['storage-driver', ['overlay2']]]),
  } as unknown as Needs['flags'];

  it('an engine that copies for want of something better', () => {
    expect(found({ local: answers, info: info('vfs'), places: places('overlay') })).toEqual([
      ['dind-overlay-on-overlay', 'warning'],
    ]);
  });
  it('an engine whose driver fails on it when a container is to be made', () => {
    const failure = {
      stage: 'create',
      detail: 'fuse-overlayfs: cannot mount: No such file or directory',
    } as const;
    const trip = { stages: [], failure, stdout: '', leftovers: [] };
    const more = { local: answers, info: info('fuse-overlayfs'), places: places('overlay'), trip };
    expect(found(more)).toEqual([['dind-overlay-on-overlay', 'error']]);
    expect(found({ ...more, trip: { ...trip, failure: { ...failure, detail: 'no runtime' } } })).toEqual([]);
  });
  it('an engine that was told to use an overlay, and does not start', () => {
    expect(found({ places: places('overlay'), flags })).toEqual([['dind-overlay-on-overlay', 'error']]);
  });
  it.each<[string, Partial<Needs>]>([
    ['a volume is there', { local: answers, info: info('vfs'), places: places('ext4') }],
    [
      'an overlay without root is used',
      { local: answers, info: info('fuse-overlayfs'), places: places('overlay') },
    ],
    ['nobody asked for an overlay', { places: places('overlay') }],
    [
      'the engine is outside',
      { view: outside, local: answers, info: info('vfs'), places: places('overlay') },
    ],
  ])('is not claimed where %s', (_name, more) => {
    expect(found(more).map(([code]) => code)).not.toContain('dind-overlay-on-overlay');
  });
});
