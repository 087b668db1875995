import { describe, expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import type { EngineObject, RemoveObjectsStep } from '#core/fix';
import { type EngineReply, type Host, probingHost } from '#core/host';
import { describeStep } from '#engine/describe-steps';
import { prepareRemoveObjects } from '#engine/steps/remove-objects';
import { tryStep } from '#engine/steps/try-step';
import { fingerprint } from '#parse/engine-object';
import { reply } from '#test/support/fake-host';
import { newBook } from '../../src/engine/journal-book.ts';
import { fakeGate } from './fake-gate.ts';

const CACHE = ['a'.repeat(25), 'b'.repeat(25)] as const;
const gone = reply({ message: 'No such container: x' }, 404);
const exited = (name: string, more: object = {}) => ({
  Name: `/${name}`,
  State: { Status: 'exited', FinishedAt: '2026-11-01T00:00:00Z', ...more },
  Image: 'sha256:1',
});

interface World {
  /** What the engine says, by the path it is asked for; changed by what is run. */
  readonly answers: Record<string, EngineReply | undefined>;
  readonly ran: string[];
  readonly onRun?: (line: string, world: World) => void;
  readonly exitCode?: number;
}
const world = (answers: World['answers'], more: Partial<World> = {}): World => ({
  answers,
  ran: [],
  ...more,
});

const hostOf = (world: World): Host => ({
  ...probingHost({ kind: 'local', label: 'fake' }, async (kind) => unavailable('absent', kind, 'ENOENT')),
  engineGet: async (_address, path) =>
    world.answers[path] ??
    (path.startsWith('/containers/json')
      ? reply([])
      : unavailable('timed-out', path, 'no answer in 20000 ms')),
  readWhole: async (path) => unavailable('absent', path, 'ENOENT'),
  run: async (argv) => {
    world.ran.push(argv.slice(1).join(' '));
    world.onRun?.(argv.join(' '), world);
    return { exitCode: world.exitCode ?? 0, stdout: '', stderr: 'Error response from daemon: conflict' };
  },
});

const step = (type: RemoveObjectsStep['type'], ...objects: readonly EngineObject[]): RemoveObjectsStep => ({
  kind: 'remove-objects',
  type,
  objects,
  client: ['docker'],
  address: { kind: 'unix', path: '/run/docker.sock' },
  why: 'nothing needs them',
});
const container = (name: string): EngineObject => ({
  id: name,
  name,
  expect: fingerprint('container', exited(name)) ?? '',
});
const two = step('container', container('one'), container('two'));
const both = () => ({
  '/containers/one/json': reply(exited('one')),
  '/containers/two/json': reply(exited('two')),
});

const apply = async (one: RemoveObjectsStep, seen: World) => {
  const proposal = { fix: 'remove', title: 'Remove', steps: [one] };
  const gate = fakeGate();
  const opened = await gate.open();
  if (opened.kind === 'shut') throw new Error(opened.text);
  const book = await newBook(proposal, opened);
  return tryStep(one, 0, { host: hostOf(seen), book, onLine: () => undefined });
};

test('each goes by its own command, without force', async () => {
  const seen = world(both());
  expect(await apply(two, seen)).toMatchObject({ ok: true, outcome: 'done', wayBack: { kind: 'none' } });
  expect(seen.ran).toEqual(['container rm one', 'container rm two']);
});

test('what a person reads: the command, and name, size, age and owner behind it', () => {
  const [one] = two.objects;
  if (one === undefined) throw new Error('there is one');
  const about = { sizeBytes: 5e6, lastUsedAt: '2026-11-01T00:00:00Z', owner: 'shop' };
  expect(describeStep(step('container', { ...one, ...about })).shows).toBe(
    'docker container rm one  # one, 5 MB, last used 2026-11-01, of shop',
  );
});

describe('one that is not as listed keeps all of them', () => {
  test.each<[string, World['answers'], string]>([
    [
      'it was started and ended again',
      { '/containers/two/json': reply(exited('two', { FinishedAt: '2026-11-02T00:00:00Z' })) },
      'the container two was "two exited 2026-11-01T00:00:00Z sha256:1", now it is "two exited 2026-11-02T00:00:00Z sha256:1"',
    ],
    ['it runs', { '/containers/two/json': reply(exited('two', { Status: 'running' })) }, 'now it is running'],
    ['another has its name now', { '/containers/two/json': reply(exited('three')) }, 'it is "three exited'],
    ['the engine is silent', { '/containers/two/json': undefined }, 'the engine does not tell (no answer'],
    ['the engine fails', { '/containers/two/json': reply('', 500) }, 'the engine does not tell (HTTP 500)'],
    ['it says nothing of use', { '/containers/two/json': reply('what?') }, 'its answer is not JSON'],
    ['it is no engine', { '/containers/two/json': reply('404 page not found', 404) }, 'HTTP 404'],
    ['it tells something else', { '/containers/two/json': reply({}) }, 'in a state that is not known'],
  ])('%s', async (_what, answers, text) => {
    const seen = world({ ...both(), ...answers });
    const tried = await apply(two, seen);
    expect(tried).toMatchObject({ ok: false, refused: true, wayBack: { kind: 'unchanged' } });
    expect(tried.outcome).toContain('changed since the list was made: ');
    expect(tried.outcome).toContain(text);
    expect(seen.ran).toEqual([]);
  });
});

test('what is gone already is passed over, and told', async () => {
  const seen = world({ ...both(), '/containers/one/json': gone });
  expect(await apply(two, seen)).toMatchObject({ ok: true, outcome: 'done; 1 of them were gone already' });
  expect(seen.ran).toEqual(['container rm two']);
  const none = world({ '/containers/one/json': gone, '/containers/two/json': gone });
  expect(await apply(two, none)).toMatchObject({ ok: true, outcome: 'all of them are gone already' });
  expect(none.ran).toEqual([]);
});

describe('between two removals', () => {
  const whichChanges = (change: World['answers']): Partial<World> => ({
    onRun: (_line, { answers }) => void Object.assign(answers, change),
  });

  test('one that was started meanwhile stays', async () => {
    const running = reply(exited('two', { Status: 'running' }));
    const seen = world(both(), whichChanges({ '/containers/two/json': running }));
    const tried = await apply(two, seen);
    expect(tried).toMatchObject({ ok: false, goesOn: false, refused: false });
    expect(tried.outcome).toContain('stopped after 1 of 2: the container two was');
    expect(seen.ran).toEqual(['container rm one']);
  });

  test('one that went by itself is no failure', async () => {
    const seen = world(both(), whichChanges({ '/containers/two/json': gone }));
    expect(await apply(two, seen)).toMatchObject({ ok: true });
    expect(seen.ran).toEqual(['container rm one']);
  });
});

test('the first is looked at again too, right before it: after the others were looked at', async () => {
  const seen = world(both());
  const prepared = await prepareRemoveObjects(two, hostOf(seen));
  if (prepared.kind !== 'ready') throw new Error(prepared.kind);
  seen.answers['/containers/one/json'] = reply(exited('one', { Status: 'running' }));
  expect(await prepared.act.guard?.()).toMatchObject({ kind: 'stop' });
});

test('docker refuses: what it says is told, and the next is not tried', async () => {
  const seen = world(both(), { exitCode: 1 });
  expect(await apply(two, seen)).toMatchObject({
    ok: false,
    outcome: 'exit code 1: Error response from daemon: conflict',
  });
  expect(seen.ran).toEqual(['container rm one']);
});

describe('what a container needs stays', () => {
  const users = (filters: object): string =>
    `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`;
  const web = reply([{ Id: 'c', Names: ['/web'] }]);
  const kinds: readonly [RemoveObjectsStep['type'], string, object, object][] = [
    ['image', '/images/x/json', { RepoTags: [] }, { ancestor: ['x'] }],
    ['volume', '/volumes/x', { Name: 'x', Driver: 'local' }, { volume: ['x'] }],
    // A container that was never started knows the network by its name alone.
    ['network', '/networks/x', { Name: 'shop', Driver: 'bridge' }, { network: ['x', 'shop'] }],
  ];

  test.each(kinds)('%s', async (type, path, answer, filters) => {
    const one = step(type, {
      id: 'x',
      name: type === 'network' ? 'shop' : 'x',
      expect: fingerprint(type, answer) ?? '',
    });
    const used = world({ [path]: reply(answer), [users(filters)]: web });
    expect(await apply(one, used)).toMatchObject({ refused: true });
    expect(used.ran).toEqual([]);
    const unsaid = world({ [path]: reply(answer), [users(filters)]: reply('', 500) });
    expect((await apply(one, unsaid)).outcome).toContain('the engine does not tell who uses it');
    expect(unsaid.ran).toEqual([]);
    const free = world({ [path]: reply(answer) });
    expect(await apply(one, free)).toMatchObject({ ok: true });
    expect(free.ran).toEqual([type === 'image' ? 'image rm --no-prune x' : `${type} rm x`]);
  });

  test('an image that got a name, a volume that was made anew', async () => {
    const image = step('image', { id: 'x', name: 'x', expect: fingerprint('image', { RepoTags: [] }) ?? '' });
    const named = world({ '/images/x/json': reply({ RepoTags: ['app:1'] }) });
    expect((await apply(image, named)).outcome).toContain('was "no tag", now it is "app:1"');
    const was = { Name: 'x', Driver: 'local', CreatedAt: 't1', Labels: { a: '1' } };
    const volume = step('volume', { id: 'x', name: 'x', expect: fingerprint('volume', was) ?? '' });
    for (const change of [{ CreatedAt: 't2' }, { Labels: { a: '2' } }]) {
      const anew = world({ '/volumes/x': reply({ ...was, ...change }) });
      expect(await apply(volume, anew)).toMatchObject({ refused: true });
      expect([...named.ran, ...anew.ran]).toEqual([]);
    }
  });
});

describe('the build cache', () => {
  const DF = '/system/df?type=build-cache';
  const record = (ID: string, more: object = {}) => ({ ID, Size: 7, InUse: false, LastUsedAt: 't', ...more });
  const records = CACHE.map((id) => record(id));
  const cache = step(
    'build-cache',
    ...CACHE.map((id) => ({ id, name: 'RUN make', expect: fingerprint('build-cache', record(id)) ?? '' })),
  );
  const exactly = `builder prune --filter id=^(${CACHE.join('|')})$ --force`;

  test('goes by one command that names all ids whole', async () => {
    const seen = world(
      { [DF]: reply({ BuildCache: records }) },
      { onRun: (_line, { answers }) => void Object.assign(answers, { [DF]: reply({ BuildCache: null }) }) },
    );
    expect(await apply(cache, seen)).toMatchObject({ ok: true, outcome: 'done' });
    expect(seen.ran).toEqual([exactly]);
  });

  test('what the engine kept all the same is told', async () => {
    const seen = world({ [DF]: reply({ BuildCache: records }) });
    expect(await apply(cache, seen)).toMatchObject({ ok: true, outcome: 'done; the engine kept 2 of them' });
  });

  test.each([
    [
      'a build uses one',
      { BuildCache: [record(CACHE[0], { InUse: true }), record(CACHE[1])] },
      'a build uses it',
    ],
    ['one was used since', { BuildCache: [record(CACHE[0], { LastUsedAt: 'later' })] }, 'it is "7 later"'],
    ['the answer is no account', {}, 'the engine does not tell of its build cache'],
  ])('%s', async (_what, df, text) => {
    const seen = world({ [DF]: reply(df) });
    const tried = await apply(cache, seen);
    expect(tried).toMatchObject({ refused: true });
    expect(tried.outcome).toContain(text);
    expect(seen.ran).toEqual([]);
  });

  test('an id that could mean something in an expression is never named', async () => {
    const odd = { id: 'a|.*', name: 'odd', expect: '7 t' };
    const seen = world({ [DF]: reply({ BuildCache: [record('a|.*')] }) });
    expect(await apply(step('build-cache', odd), seen)).toMatchObject({ ok: true });
    expect(seen.ran).toEqual([]);
  });
});
