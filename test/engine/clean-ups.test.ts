import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { type EngineObject, type EngineObjectType, type ProposalRequest, propose } from '#core/fix';
import { runFix } from '#engine/run-fix';
import { removeActLeftovers } from '#fixes/remove-act-leftovers';
import { removeBuildCache } from '#fixes/remove-build-cache';
import { removeDanglingImages } from '#fixes/remove-dangling-images';
import { removeStoppedContainers } from '#fixes/remove-stopped-containers';
import { removeUnusedImages } from '#fixes/remove-unused-images';
import { removeUnusedNetworks } from '#fixes/remove-unused-networks';
import { removeVolume } from '#fixes/remove-volume';
import { type FakeGate, fakeGate } from '#test/engine-core/fake-gate';
import { describeOnEngine } from './support/bench.ts';
import { CleanUpWorld } from './support/clean-up-world.ts';

// Clean-ups of a real engine, each of a list that dockmedic made, with things that change after the list was made and while it is
// worked through: what goes was in the list, and what changed stays. DOCKMEDIC_CLEAN_UPS says how many; DOCKMEDIC_SEED which.
const ROUNDS = Number(process.env['DOCKMEDIC_CLEAN_UPS'] ?? 25);
const SEED = Number(process.env['DOCKMEDIC_SEED'] ?? Date.now() % 1_000_000);

type Lists = Awaited<ReturnType<CleanUpWorld['lists']>>;

interface Kind {
  readonly name: string;
  readonly type: EngineObjectType;
  listed(lists: Lists): readonly EngineObject[];
  propose(lists: Lists, objects: readonly EngineObject[]): readonly ProposalRequest[];
  make(world: CleanUpWorld, name: string): Promise<unknown>;
  /** Ways in which somebody comes to need it. */
  readonly disturb: readonly ((
    world: CleanUpWorld,
    object: EngineObject,
    name: string,
  ) => Promise<unknown>)[];
}

const container = async (world: CleanUpWorld, name: string, more: object = {}): Promise<string> => {
  const made = await world.must('POST', `/containers/create?name=${name}`, {
    Image: 'sleeper',
    Cmd: ['/bin/sleep', '1000'],
    ...more,
  });
  return made['Id'] ?? '';
};
const start = (world: CleanUpWorld, id: string) => world.must('POST', `/containers/${id}/start`);
const ended = async (world: CleanUpWorld, name: string): Promise<void> => {
  const id = await container(world, name, { Cmd: ['/bin/sleep', '0'] });
  await start(world, id);
  await world.must('POST', `/containers/${id}/wait`);
};
const again = async (world: CleanUpWorld, { id }: EngineObject): Promise<void> => {
  await start(world, id);
  await world.must('POST', `/containers/${id}/wait`);
};
const rename = (world: CleanUpWorld, { id }: EngineObject, name: string) =>
  world.must('POST', `/containers/${id}/rename?name=${name}`);
/** A tar of one file whose content is its name, by hand. */
const layer = (name: string): Buffer => {
  const head = Buffer.alloc(512);
  head.write(name, 0).valueOf();
  head.write('0000644\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  head.write('00000000000\0', 124);
  head.write('00000000000\0', 136);
  head.write('        0', 148);
  head.write(
    `${head
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([head, Buffer.alloc(1024)]);
};
const image = (world: CleanUpWorld, name: string, tag: string) =>
  world.must('POST', `/images/create?fromSrc=-${tag === '' ? '' : `&repo=${tag}&tag=1`}`, layer(name));
const tag = (world: CleanUpWorld, { id }: EngineObject, name: string) =>
  world.must('POST', `/images/${id}/tag?repo=again-${name}&tag=1`);
const used = (world: CleanUpWorld, { id }: EngineObject, name: string) =>
  container(world, `user-${name}`, { Image: id, Cmd: ['/x'] });

const KINDS: readonly Kind[] = [
  {
    name: 'remove-stopped-containers',
    type: 'container',
    listed: ({ stoppedContainers }) => stoppedContainers,
    propose: ({ target }, objects) => [propose(removeStoppedContainers, { target, objects, days: 0 })],
    make: (world, name) => ended(world, `ended-${name}`),
    disturb: [again, rename],
  },
  {
    name: 'remove-act-leftovers',
    type: 'container',
    listed: ({ act }) => act,
    propose: ({ target }, objects) => [propose(removeActLeftovers, { target, objects })],
    make: (world, name) => container(world, `act-${name}`),
    disturb: [(world, { id }) => start(world, id), rename],
  },
  {
    name: 'remove-dangling-images',
    type: 'image',
    listed: ({ danglingImages }) => danglingImages,
    propose: ({ target }, objects) => [propose(removeDanglingImages, { target, objects })],
    make: (world, name) => image(world, name, ''),
    disturb: [tag, used],
  },
  {
    name: 'remove-unused-images',
    type: 'image',
    listed: ({ unusedImages }) => unusedImages,
    propose: ({ target }, objects) => [propose(removeUnusedImages, { target, objects, severalNames: 0 })],
    make: (world, name) => image(world, name, `image-${name}`),
    disturb: [tag, used],
  },
  {
    name: 'remove-unused-networks',
    type: 'network',
    listed: ({ networks }) => networks,
    propose: ({ target }, objects) => [propose(removeUnusedNetworks, { target, objects })],
    make: (world, name) => world.must('POST', '/networks/create', { Name: `net-${name}` }),
    disturb: [
      (world, object, name) => container(world, `user-${name}`, { HostConfig: { NetworkMode: object.name } }),
      async (world, { id }, name) => {
        const user = await container(world, `user-${name}`);
        await world.must('POST', `/networks/${id}/connect`, { Container: user });
        await start(world, user);
      },
    ],
  },
  {
    name: 'remove-volume',
    type: 'volume',
    listed: ({ volumes }) => volumes,
    propose: ({ target }, objects) => objects.map((volume) => propose(removeVolume, { target, volume })),
    make: (world, name) => world.must('POST', '/volumes/create', { Name: `volume-${name}` }),
    disturb: [
      (world, object, name) =>
        container(world, `user-${name}`, { HostConfig: { Binds: [`${object.id}:/data`] } }),
      async (world, { id }, name) => {
        await world.must('DELETE', `/volumes/${id}`);
        await world.must('POST', '/volumes/create', { Name: id, Labels: { made: name } });
      },
    ],
  },
  {
    name: 'remove-build-cache',
    type: 'build-cache',
    listed: ({ buildCache }) => buildCache,
    propose: ({ target }, objects) => [propose(removeBuildCache, { target, objects })],
    make: (world, name) => world.build(name),
    disturb: [],
  },
];

/** Small, fast, and the same for the same seed (mulberry32). */
const random = (seed: number) => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const some = <T>(all: readonly T[], chance: number): readonly T[] => all.filter(() => next() < chance);
  return { below, some, chance: (share: number) => next() < share };
};

const apply = async (world: CleanUpWorld, { proposal }: ProposalRequest, gate: FakeGate) =>
  runFix(
    { id: proposal.fix, proposal, resolves: [], beside: [] },
    {
      host: world.host,
      gate,
      confirm: async () => true,
      lookAgain: async () => [],
      prove: async () => unavailable('unreachable', 'runuser', 'nobody'),
      maxRisk: 'destructive',
      observer: {},
      clock: { nowMs: () => Date.now(), sleep: async () => undefined },
      signal: new AbortController().signal,
    },
  );

const LEAST = 4;

await describeOnEngine('clean-ups', (bench) => {
  test(
    `${ROUNDS} of them, seed ${SEED}: what goes was in the list, and what changed stays`,
    async () => {
      const world = new CleanUpWorld(bench().lab);
      await world.prepare();
      const dice = random(SEED);
      const builds = await world.build('first');
      const kinds = KINDS.filter(({ type }) => builds || type !== 'build-cache');
      const tally = { removed: 0, refused: 0, stopped: 0, changed: 0 };
      for (let round = 0; round < ROUNDS; round += 1) {
        const kind = kinds[round % kinds.length] ?? KINDS[0];
        if (kind === undefined) throw new Error('there is one');
        const name = `${SEED}-${round}`;
        for (let left = LEAST - kind.listed(await world.lists()).length; left > 0; left -= 1)
          await kind.make(world, `${name}-${left}`);
        const lists = await world.lists();
        const all = kind.listed(lists);
        // A record that others were built on goes only with them: half of the time all are chosen.
        const chosen = dice.some(all, kind.type === 'build-cache' && dice.chance(0.5) ? 1 : 0.5);
        const [first = all[0]] = chosen;
        if (first === undefined) throw new Error(`${kind.name}: nothing is listed`);
        const objects = chosen.length === 0 ? [first] : chosen;
        const way = kind.disturb[dice.below(kind.disturb.length)];
        const changed = way !== undefined && dice.chance(0.4) ? dice.some(objects, 0.5) : [];
        for (const [at, object] of changed.entries()) await way?.(world, object, `${name}-d${at}`);
        const last = objects.at(-1);
        const late =
          way !== undefined && changed.length === 0 && objects.length > 2 && dice.chance(0.5)
            ? last
            : undefined;
        world.begin(late && (() => way?.(world, late, `${name}-late`) ?? Promise.resolve()));
        // Somebody else makes more of the same: it is in no list.
        const more = dice.chance(0.5);
        if (more) await kind.make(world, `${name}-new`);

        const before = await world.everything();
        const records = [];
        for (const one of kind.propose(lists, objects)) records.push(await apply(world, one, fakeGate()));
        const after = await world.everything();

        const gone = [...before].filter((one) => !after.has(one));
        const listed = objects.map(({ id }) => `${kind.type} ${id}`);
        const said = `${kind.name}, round ${round}: ${JSON.stringify(records.map(({ state, text }) => [state, text]))}`;
        expect(
          gone.filter((one) => !listed.includes(one)),
          said,
        ).toEqual([]);
        for (const { id } of [...changed, ...(late === undefined ? [] : [late])])
          expect(after.has(`${kind.type} ${id}`), said).toBe(true);
        if (changed.length > 0 && kind.type !== 'volume') expect(gone, said).toEqual([]);
        // A build that came since has used some of the records.
        const whole = kind.type !== 'build-cache' || (!more && objects.length === all.length);
        if (whole && changed.length === 0 && late === undefined)
          expect(new Set(gone), said).toEqual(new Set(listed));
        tally.removed += gone.length;
        tally.changed += changed.length + (late === undefined ? 0 : 1);
        tally.refused += records.filter(({ state }) => state === 'refused').length;
        tally.stopped += records.filter(({ state }) => state === 'failed').length;
        await tidy(world);
      }
      process.stderr.write(`clean-ups: ${ROUNDS} rounds, ${JSON.stringify(tally)}, seed ${SEED}\n`);
      expect(tally.removed).toBeGreaterThan(0);
    },
    60_000 + ROUNDS * 10_000,
  );
});

/** What came to need things goes, so that there are not more and more of it. */
const tidy = async (world: CleanUpWorld): Promise<void> => {
  const reply = await world.ask('GET', '/containers/json?all=1');
  const all = JSON.parse(reply.body) as readonly {
    readonly Id: string;
    readonly Names: string[];
    readonly State: string;
  }[]; // the engine's own list
  const users = all.filter(
    ({ Names, State }) => State === 'running' || Names.some((name) => /^\/(user-|\d)/.test(name)),
  );
  for (const { Id } of users) await world.ask('DELETE', `/containers/${Id}?force=1`);
  const images = await world.ask('GET', '/images/json');
  for (const { RepoTags } of JSON.parse(images.body) as readonly { readonly RepoTags: string[] | null }[]) // likewise
    for (const tagged of RepoTags ?? [])
      if (tagged.startsWith('again-')) await world.ask('DELETE', `/images/${tagged}?noprune=1`);
};
