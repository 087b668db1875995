import { afterEach, describe, expect, test } from 'vitest';
import { roundTrip } from '#host/local/round-trip';
import { type Call, type FakeEngine, json, startFakeEngine } from './fake-engine.ts';

let engine: FakeEngine;
afterEach(() => engine.stop());

const nowS = Math.floor(Date.now() / 1000);
const LABELS = { 'io.dockmedic.probe': 'true' };
const idOf = (digit: string): string => digit.repeat(64);
const nameOf = (digit: string): string => `dockmedic-probe-${digit.repeat(12)}`;

const container = (digit: string, changes: object = {}) => ({
  Id: idOf(digit),
  Names: [`/${nameOf(digit)}`],
  Labels: LABELS,
  Created: nowS - 600,
  ...changes,
});
const image = (digit: string, changes: object = {}) => ({
  Id: `sha256:${idOf(digit)}`,
  RepoTags: [`${nameOf(digit)}:latest`],
  Labels: LABELS,
  Created: nowS - 600,
  ...changes,
});

/** An engine that ignores every filter: it lists all that it has, and tells of each what it is. */
const engineWith = async (
  containers: readonly ReturnType<typeof container>[],
  images: readonly ReturnType<typeof image>[],
  broken: Parameters<typeof startFakeEngine>[0] = {},
): Promise<FakeEngine> => {
  const started = await startFakeEngine({
    'list-containers': json(200, containers),
    'list-images': json(200, images),
    'inspect-container': (response, request) => {
      const found = containers.find(({ Id }) => request.url?.includes(Id));
      const { Id, Names, Labels } = found ?? container('0');
      json(200, { Id, Name: Names[0], Config: { Labels } })(response, request);
    },
    'inspect-image': (response, request) => {
      const asked = decodeURIComponent(request.url ?? '');
      const found = images.find(({ RepoTags }) => RepoTags?.some((tag) => asked.includes(tag)));
      const { RepoTags, Labels } = found ?? image('0');
      json(200, { RepoTags, Config: { Labels } })(response, request);
    },
    ...broken,
  });
  for (const { Id } of containers) started.things.add(`container ${Id}`);
  for (const { RepoTags } of images) for (const tag of RepoTags ?? []) started.things.add(`image ${tag}`);
  return started;
};

const travel = (leftoverAgeS?: number) =>
  roundTrip({
    address: { kind: 'unix', path: engine.path },
    architecture: 'aarch64',
    timeoutMs: 4000,
    signal: new AbortController().signal,
    ...(leftoverAgeS === undefined ? {} : { leftoverAgeS }),
  });

const removals = (): readonly string[] => engine.requests.filter((line) => line.startsWith('DELETE'));

test('what a killed run left is removed, what a running one uses is not', async () => {
  engine = await engineWith(
    [container('a'), container('b', { Created: nowS - 5 })],
    [image('a'), image('b', { Created: nowS - 5 })],
  );

  expect(await travel()).toMatchObject({ leftovers: [] });
  expect(engine.things).toEqual(new Set([`container ${idOf('b')}`, `image ${nameOf('b')}:latest`]));
});

test('no removal takes volumes along', async () => {
  engine = await engineWith([container('a')], [image('a')]);
  await travel();

  expect(removals()).toHaveLength(4);
  expect(removals().filter((line) => /[?&]v=/.test(line))).toEqual([]);
});

test('the age is what the caller says', async () => {
  engine = await engineWith([container('a', { Created: nowS - 5 })], [image('a', { Created: nowS - 5 })]);
  await travel(2);

  expect(engine.things).toEqual(new Set());
});

test("what Podman lists, with its registry in front, is dockmedic's own as well", async () => {
  engine = await engineWith([], [image('a', { RepoTags: [`localhost/${nameOf('a')}:latest`] })]);
  await travel();

  expect(engine.things).toEqual(new Set());
});

describe('an engine that ignores the filter: what is not its own stays', () => {
  test.each<[string, object]>([
    ['without the label', { Labels: {} }],
    ['without labels', { Labels: null }],
    ['with labels of another form', { Labels: ['io.dockmedic.probe'] }],
    ['of another name', { Names: ['/database'] }],
    ['of a longer name', { Names: [`/${nameOf('a')}0`] }],
    ['of a name in capitals', { Names: [`/dockmedic-probe-${'A'.repeat(12)}`] }],
    ['without a name', { Names: null }],
    ['without an age', { Created: undefined }],
    ['with a date for its age', { Created: '2001-01-01T00:00:00Z' }],
    ['made in 1970', { Created: 0 }],
    ['made before time', { Created: -1 }],
  ])('a container %s', async (_what, changes) => {
    const foreign = container('a', changes);
    engine = await engineWith([foreign], []);
    await travel();

    expect(engine.things).toEqual(new Set([`container ${foreign.Id}`]));
  });

  test.each(['database', '../images/alpine', 'a'.repeat(65), ''])(
    'a container with the id "%s"',
    async (Id) => {
      engine = await engineWith([container('a', { Id })], []);
      await travel();

      expect(removals()).toHaveLength(2); // its own
    },
  );

  test.each<[string, object]>([
    ['without the label', { Labels: null }],
    ['of another tag', { RepoTags: ['postgres:16'] }],
    ['of a tag of a registry', { RepoTags: [`example.com/${nameOf('a')}:latest`] }],
    ['without an age', { Created: null }],
  ])('an image %s', async (_what, changes) => {
    engine = await engineWith([], [image('a', changes)]);
    const before = new Set(engine.things);
    await travel();

    expect(engine.things).toEqual(before);
  });

  test('other tags of an image that it tagged', async () => {
    engine = await engineWith([], [image('a', { RepoTags: ['postgres:16', `${nameOf('a')}:latest`] })]);
    await travel();

    expect(engine.things).toEqual(new Set(['image postgres:16']));
  });

  test.each<[string, unknown]>([
    ['no list', { message: 'no' }],
    ['nothing in it', [null, 1, 'x', [], {}]],
  ])('%s', async (_what, list) => {
    engine = await startFakeEngine({ 'list-containers': json(200, list), 'list-images': json(200, list) });

    expect(await travel()).toMatchObject({ exitCode: 0, leftovers: [] });
  });
});

describe('asked again right before the removal', () => {
  test.each<[string, Call, unknown]>([
    ['the label is gone', 'inspect-container', { Id: idOf('a'), Name: `/${nameOf('a')}`, Config: {} }],
    [
      'it has another name',
      'inspect-container',
      { Id: idOf('a'), Name: '/database', Config: { Labels: LABELS } },
    ],
    [
      'it is another one',
      'inspect-container',
      { Id: idOf('b'), Name: `/${nameOf('a')}`, Config: { Labels: LABELS } },
    ],
    ['the answer is none', 'inspect-container', 'none'],
    ['the tag is gone', 'inspect-image', { RepoTags: ['postgres:16'], Config: { Labels: LABELS } }],
    ['the label of the image is gone', 'inspect-image', { RepoTags: [`${nameOf('a')}:latest`] }],
  ])('%s: it stays', async (_what, call, answer) => {
    const isContainer = call === 'inspect-container';
    engine = await engineWith(isContainer ? [container('a')] : [], isContainer ? [] : [image('a')], {
      [call]: json(200, answer),
    });

    expect(await travel()).toMatchObject({ leftovers: [] });
    expect(engine.things.size).toBe(1);
  });

  test('it is gone already: nothing is left', async () => {
    engine = await engineWith([container('a')], [], { 'inspect-container': json(404, { message: 'gone' }) });

    expect(await travel()).toMatchObject({ leftovers: [] });
  });

  test('it cannot be asked: it stays, and is named', async () => {
    engine = await engineWith([container('a')], [], { 'inspect-container': json(500, { message: 'no' }) });

    expect(await travel()).toMatchObject({ leftovers: [`container ${nameOf('a')}`] });
    expect(engine.things).toEqual(new Set([`container ${idOf('a')}`]));
  });
});
