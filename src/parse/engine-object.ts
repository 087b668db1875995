import * as v from 'valibot';
import type { EngineObjectType } from '#core/fix';
import { flag, list, number, text, texts } from '#parse/lenient-schema';

/**
 * What tells that an object of an engine is still the one that was listed, from the engine's answer about it alone:
 * `GET /containers/ID/json`, `/images/ID/json`, `/volumes/NAME`, `/networks/ID`, and a record of `BuildCache` in `/system/df`.
 * Lists of images, volumes and networks hold the same members. `undefined`: it may not be removed, or the answer is none.
 *
 *     {"State":{"Status":"exited","FinishedAt":"2026-11-20T10:00:00Z"},"Image":"sha256:…"}  →  exited 2026-11-20T10:00:00Z sha256:…
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

const AT_REST: readonly (string | undefined)[] = ['exited', 'created', 'dead'];

const container = v.object({ State: v.object({ Status: text, FinishedAt: text }), Image: text });
const ofContainer = (answer: unknown): string | undefined => {
  const found = read(container, answer);
  if (found === undefined || !AT_REST.includes(found.State.Status)) return undefined;
  return `${found.State.Status} ${found.State.FinishedAt ?? '-'} ${found.Image ?? '-'}`;
};

const image = v.object({ RepoTags: texts });
const ofImage = (answer: unknown): string | undefined => {
  const found = read(image, answer);
  if (found === undefined) return undefined;
  const tags = found.RepoTags.filter((tag) => tag !== '<none>:<none>').sort();
  return tags.length === 0 ? 'no tag' : tags.join(' ');
};

const volume = v.object({ Name: v.string(), Driver: text, CreatedAt: text });
const ofVolume = (answer: unknown): string | undefined => {
  const found = read(volume, answer);
  return found && `${found.Driver ?? '-'} ${found.CreatedAt ?? '-'}`;
};

const network = v.object({ Name: v.string(), Driver: text, Created: text });
const ofNetwork = (answer: unknown): string | undefined => {
  const found = read(network, answer);
  return found && `${found.Name} ${found.Driver ?? '-'} ${found.Created ?? '-'}`;
};

const cache = v.object({ ID: v.string(), Size: number, InUse: flag, LastUsedAt: text });
const ofCache = (answer: unknown): string | undefined => {
  const found = read(cache, answer);
  return found === undefined || found.InUse === true
    ? undefined
    : `${found.Size ?? '-'} ${found.LastUsedAt ?? '-'}`;
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
export const usersPath = (type: EngineObjectType, id: string): string | undefined => {
  const filter = { image: 'ancestor', volume: 'volume', network: 'network' } as const;
  if (type === 'container' || type === 'build-cache') return undefined;
  return `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ [filter[type]]: [id] }))}`;
};

const df = v.object({ BuildCache: list(v.unknown()) });

/** The record of this id in an answer of `/system/df`. */
export const cacheRecord = (answer: unknown, id: string): unknown =>
  read(df, answer)?.BuildCache.find((record) => read(cache, record)?.ID === id);

const users = v.array(v.object({ Id: v.string(), Names: texts }));

/** Names of the containers in a list; `undefined` where it is none. */
export const namesOfUsers = (answer: unknown): readonly string[] | undefined =>
  read(users, answer)?.map(({ Id, Names }) => Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12));
