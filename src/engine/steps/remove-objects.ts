import { isUnavailable } from '#core/answer';
import type { EngineObject, RemoveObjectsStep } from '#core/fix';
import type { Host } from '#core/host';
import { oneLine } from '#core/text';
import { cacheRecord, fingerprint, inspectPath, namesOfUsers, usersPath } from '#parse/engine-object';
import { removalCommand } from '../removal-command.ts';
import type { NextAct, Prepared } from './prepare.ts';

const REMOVAL_TIMEOUT_MS = 120_000;

/** All of them are looked at before the first is removed, and each once more right before its turn. */
export const prepareRemoveObjects = async (step: RemoveObjectsStep, host: Host): Promise<Prepared> => {
  const looks = await Promise.all(step.objects.map((object) => look(step, object, host)));
  const changed = looks.flatMap((seen) => (seen.kind === 'changed' ? [seen.text] : []));
  if (changed.length > 0)
    return { kind: 'refused', text: `changed since the list was made: ${changed.join('; ')}` };
  const there = step.objects.filter((_object, at) => looks[at]?.kind === 'as-listed');
  const [act, ...more] = there.map((object): NextAct => removal(step, object, host));
  return act === undefined
    ? { kind: 'nothing-to-do', text: 'all of them are gone already' }
    : { kind: 'ready', act, more, inverseAfterFailure: false };
};

const removal = (step: RemoveObjectsStep, object: EngineObject, host: Host): NextAct => ({
  argv: removalCommand(step, object),
  privilege: 'user',
  timeoutMs: REMOVAL_TIMEOUT_MS,
  guard: async () => {
    const seen = await look(step, object, host);
    return seen.kind === 'changed' ? seen.text : undefined;
  },
});

type Seen =
  | { readonly kind: 'as-listed' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'changed'; readonly text: string };

const look = async (step: RemoveObjectsStep, object: EngineObject, host: Host): Promise<Seen> => {
  const { type, address } = step;
  const changed = (now: string): Seen => ({
    kind: 'changed',
    text: `${WORDS[type]} ${object.name} was "${object.expect}", now ${now}`,
  });
  const answer = await ask(host, address, inspectPath(type, object.id));
  if (answer.kind === 'absent') return { kind: 'gone' };
  if (answer.kind === 'silent') return changed(`the engine does not tell (${answer.why})`);
  const told = type === 'build-cache' ? cacheRecord(answer.value, object.id) : answer.value;
  if (told === undefined) return { kind: 'gone' };
  const seen = fingerprint(type, told);
  if (seen !== object.expect) return changed(seen === undefined ? 'it is in use' : `it is "${seen}"`);
  const path = usersPath(type, object.id);
  if (path === undefined) return { kind: 'as-listed' };
  const users = await ask(host, address, path);
  const names = users.kind === 'told' ? namesOfUsers(users.value) : undefined;
  if (names === undefined) return changed('the engine does not tell who uses it');
  return names.length === 0 ? { kind: 'as-listed' } : changed(`it is used by ${names.join(', ')}`);
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
  if (reply.status === 404) return { kind: 'absent' };
  if (reply.status !== 200) return { kind: 'silent', why: `HTTP ${reply.status}` };
  try {
    return { kind: 'told', value: JSON.parse(reply.body) };
  } catch {
    return { kind: 'silent', why: 'its answer is not JSON' };
  }
};
