import * as v from 'valibot';
import type { EngineObjectType } from '#core/fix';
import { flag, number, text, textMap, texts } from '#parse/lenient-schema';

/**
 * What tells that an object of an engine is still the one that was listed, from the engine's answer about it alone:
 * `GET /containers/ID/json`, `/images/ID/json`, `/volumes/NAME`, `/networks/ID`, and a record of `BuildCache` in `/system/df`.
 * Lists of images, volumes and networks hold the same members. `undefined`: the answer is none.
 *
 *     {"Name":"/web","State":{"Status":"exited","FinishedAt":"2026-11-20T10:00:00Z"},"Image":"sha256:…"}  →  web exited 2026-11-20T10:00:00Z sha256:…
 */
export const fingerprint = (type: EngineObjectType, answer: unknown): string | undefined => {
  switch (type) {
    case 'container':
      return ofContainer(answer);
    case 'image':
      return ofImage(answer);
    case 'volume':
      return ofVolume(answer);
    case 'network':
      return ofNetwork(answer);
    case 'build-cache':
      return ofCache(answer);
  }
};

const read = <S extends v.GenericSchema>(schema: S, answer: unknown): v.InferOutput<S> | undefined => {
  const parsed = v.safeParse(schema, answer);
  return parsed.success ? parsed.output : undefined;
};

const container = v.object({ Name: text, State: v.object({ Status: text, FinishedAt: text }), Image: text });
const ofContainer = (answer: unknown): string | undefined => {
  const found = read(container, answer);
  if (found === undefined) return undefined;
  const { Name, State, Image } = found;
  return [Name?.replace(/^\//, ''), State.Status, State.FinishedAt, Image]
    .map((part) => part ?? '-')
    .join(' ');
};

const AT_REST: readonly (string | undefined)[] = ['exited', 'created', 'dead'];

/** Why it may not be removed whatever was listed: it works. Who else needs it, `usersPath` asks. */
export const stirring = (type: EngineObjectType, answer: unknown): string | undefined => {
  if (type === 'container') {
    const status = read(container, answer)?.State.Status;
    return AT_REST.includes(status) ? undefined : `it is ${status ?? 'in a state that is not known'}`;
  }
  return type === 'build-cache' && read(cache, answer)?.InUse !== false ? 'a build uses it' : undefined;
};

const image = v.object({ RepoTags: texts });
const ofImage = (answer: unknown): string | undefined => {
  const found = read(image, answer);
  if (found === undefined) return undefined;
  const tags = found.RepoTags.filter((tag) => tag !== '<none>:<none>').sort();
  return tags.length === 0 ? 'no tag' : tags.join(' ');
};

const volume = v.object({ Name: v.string(), Driver: text, CreatedAt: text, Labels: textMap });
const ofVolume = (answer: unknown): string | undefined => {
  const found = read(volume, answer);
  if (found === undefined) return undefined;
  const labels = Object.entries(found.Labels).map(([name, value]) => `${name}=${value}`);
  return [found.Driver ?? '-', found.CreatedAt ?? '-', ...labels.sort()].join(' ');
};

const network = v.object({ Name: v.string(), Driver: text, Created: text });
const ofNetwork = (answer: unknown): string | undefined => {
  const found = read(network, answer);
  return found && `${found.Name} ${found.Driver ?? '-'} ${found.Created ?? '-'}`;
};

const cache = v.object({ ID: v.string(), Size: number, InUse: flag, LastUsedAt: text });
const ofCache = (answer: unknown): string | undefined => {
  const found = read(cache, answer);
  return found && `${found.Size ?? '-'} ${found.LastUsedAt ?? '-'}`;
};

/** Where the engine tells about one object. */
export const inspectPath = (type: EngineObjectType, id: string): string => {
  const name = encodeURIComponent(id);
  switch (type) {
    case 'container':
      return `/containers/${name}/json`;
    case 'image':
      return `/images/${name}/json`;
    case 'volume':
      return `/volumes/${name}`;
    case 'network':
      return `/networks/${name}`;
    case 'build-cache':
      // Engines before 23 pass over the type and tell everything.
      return '/system/df?type=build-cache';
  }
};

/** Where the engine tells which containers, stopped ones too, need an object. `undefined`: none can. */
export const usersPath = (
  type: EngineObjectType,
  { id, name }: { readonly id: string; readonly name: string },
): string | undefined => {
  const filter = { image: 'ancestor', volume: 'volume', network: 'network' } as const;
  if (type === 'container' || type === 'build-cache') return undefined;
  // A container that was made and never started knows its networks by their names alone.
  const wanted = type === 'network' ? [id, name] : [id];
  return `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ [filter[type]]: wanted }))}`;
};

/** `null` where the cache is empty; an answer without the member tells of something else. */
const df = v.object({ BuildCache: v.nullable(v.array(v.unknown())) });

/** The record of this id in an answer of `/system/df`. `undefined`: it is no such answer. */
export const cacheRecord = (answer: unknown, id: string): unknown => {
  const found = read(df, answer);
  return found && (found.BuildCache?.find((record) => read(cache, record)?.ID === id) ?? 'gone');
};

const users = v.array(v.object({ Id: v.string(), Names: texts }));

/** Names of the containers in a list; `undefined` where it is none. */
export const namesOfUsers = (answer: unknown): readonly string[] | undefined =>
  read(users, answer)?.map(({ Id, Names }) => Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12));
