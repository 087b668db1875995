import { isUnavailable } from '#core/answer';
import type { EngineObject, RemoveObjectsStep } from '#core/fix';
import type { Host } from '#core/host';
import { oneLine, shortened } from '#core/text';
import {
  cacheRecord,
  fingerprint,
  inspectPath,
  namesOfUsers,
  stirring,
  usersPath,
} from '#parse/engine-object';
import { type Removal, removals } from '../removal-command.ts';
import type { Guarded, NextAct, Prepared } from './prepare.ts';

const REMOVAL_TIMEOUT_MS = 120_000;

/** All of them are looked at before the first is removed, and each once more right before its turn. */
export const prepareRemoveObjects = async (step: RemoveObjectsStep, host: Host): Promise<Prepared> => {
  const looked = await lookAt(step, step.objects, host);
  const changes = changesOf(looked);
  if (changes !== undefined) return { kind: 'refused', text: `changed since the list was made: ${changes}` };
  const there = looked.filter(({ seen }) => seen.kind === 'as-listed').map(({ object }) => object);
  const [act, ...more] = removals(step, there).map((removal): NextAct => guarded(step, removal, host));
  if (act === undefined) return { kind: 'nothing-to-do', text: 'all of them are gone already' };
  const gone = step.objects.length - there.length;
  return {
    kind: 'ready',
    act,
    more,
    inverseAfterFailure: false,
    remark: async () => remarkOn(gone, await kept(step, there, host)),
  };
};

const guarded = (step: RemoveObjectsStep, { argv, objects }: Removal, host: Host): NextAct => ({
  argv,
  privilege: 'user',
  timeoutMs: REMOVAL_TIMEOUT_MS,
  guard: async (): Promise<Guarded> => {
    const looked = await lookAt(step, objects, host);
    const changes = changesOf(looked);
    if (changes !== undefined) return { kind: 'stop', text: changes };
    return looked.every(({ seen }) => seen.kind === 'gone') ? { kind: 'skip' } : { kind: 'go' };
  },
});

/** `builder prune` ends well too where the engine kept something, because a build has come to use it since. */
const kept = async (
  step: RemoveObjectsStep,
  objects: readonly EngineObject[],
  host: Host,
): Promise<number> => {
  if (step.type !== 'build-cache') return 0;
  const looked = await lookAt(step, objects, host);
  return looked.filter(({ seen }) => seen.kind !== 'gone').length;
};

const remarkOn = (gone: number, kept: number): string | undefined => {
  const remarks = [
    ...(gone === 0 ? [] : [`${gone} of them were gone already`]),
    ...(kept === 0 ? [] : [`the engine kept ${kept} of them`]),
  ];
  return remarks.length === 0 ? undefined : remarks.join(', ');
};

type Seen =
  | { readonly kind: 'as-listed' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'changed'; readonly text: string };

interface Looked {
  readonly object: EngineObject;
  readonly seen: Seen;
}

const lookAt = async (
  step: RemoveObjectsStep,
  objects: readonly EngineObject[],
  host: Host,
): Promise<readonly Looked[]> => {
  const { type, address } = step;
  // One answer holds all records of the cache.
  const shared = type === 'build-cache' ? ask(host, address, inspectPath(type, '')) : undefined;
  return Promise.all(
    objects.map(async (object) => {
      const told = await (shared ?? ask(host, address, inspectPath(type, object.id)));
      return { object, seen: await judge(step, object, told, host) };
    }),
  );
};

const judge = async (
  { type, address }: RemoveObjectsStep,
  object: EngineObject,
  told: Told,
  host: Host,
): Promise<Seen> => {
  const changed = (now: string): Seen => ({
    kind: 'changed',
    text: `${WORDS[type]} ${object.name} was "${object.expect}", now ${now}`,
  });
  if (told.kind === 'absent') return { kind: 'gone' };
  if (told.kind === 'silent') return changed(`the engine does not tell (${told.why})`);
  const answer = type === 'build-cache' ? cacheRecord(told.value, object.id) : told.value;
  if (answer === undefined) return changed('the engine does not tell of its build cache');
  if (answer === 'gone') return { kind: 'gone' };
  const busy = stirring(type, answer);
  if (busy !== undefined) return changed(busy);
  const now = fingerprint(type, answer);
  if (now !== object.expect)
    return changed(now === undefined ? 'the engine tells something else' : `it is "${now}"`);
  const path = usersPath(type, object);
  if (path === undefined) return { kind: 'as-listed' };
  const users = await ask(host, address, path);
  const names = users.kind === 'told' ? namesOfUsers(users.value) : undefined;
  if (names === undefined) return changed('the engine does not tell who uses it');
  return names.length === 0 ? { kind: 'as-listed' } : changed(`it is used by ${names.join(', ')}`);
};

// A journal and a person take so many words and no more.
const MOST_TOLD = 20;
const MOST_LETTERS = 6000;

const changesOf = (looked: readonly Looked[]): string | undefined => {
  const changes = looked.flatMap(({ seen }) => (seen.kind === 'changed' ? [seen.text] : []));
  if (changes.length === 0) return undefined;
  const more = changes.length - MOST_TOLD;
  const told = [...changes.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])];
  return shortened(told.join('; '), MOST_LETTERS);
};

const WORDS: Readonly<Record<RemoveObjectsStep['type'], string>> = {
  container: 'the container',
  image: 'the image',
  volume: 'the volume',
  network: 'the network',
  'build-cache': 'the record of the build cache',
};

type Told =
  | { readonly kind: 'told'; readonly value: unknown }
  | { readonly kind: 'absent' }
  | { readonly kind: 'silent'; readonly why: string };

const ASK_TIMEOUT_MS = 20_000;

const ask = async (host: Host, address: RemoveObjectsStep['address'], path: string): Promise<Told> => {
  const reply = await host.engineGet(address, path, { timeoutMs: ASK_TIMEOUT_MS });
  if (isUnavailable(reply)) return { kind: 'silent', why: oneLine(reply.detail) };
  // Of a list, a 404 would tell of a proxy or a server that is no engine.
  if (reply.status === 404 && isAboutObject(reply.body)) return { kind: 'absent' };
  if (reply.status !== 200) return { kind: 'silent', why: `HTTP ${reply.status}` };
  try {
    return { kind: 'told', value: JSON.parse(reply.body) };
  } catch {
    return { kind: 'silent', why: 'its answer is not JSON' };
  }
};

/** `{"message":"No such container: 3f2a…"}`, `network 3f2a… not found`, `get pgdata: no such volume`. */
const isAboutObject = (body: string): boolean =>
  /no such|not found/i.test(body) && !/page not found/i.test(body);
