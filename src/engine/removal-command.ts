import type { EngineObject, RemoveObjectsStep } from '#core/fix';
import type { Argv } from '#core/host';

/** One command of a step, and what it removes. */
export interface Removal {
  readonly argv: Argv;
  readonly objects: readonly EngineObject[];
}

/** Never with force: what is in use stays. Never with its parents, never by a pattern: the listed objects alone. */
export const removals = (
  step: RemoveObjectsStep,
  objects: readonly EngineObject[] = step.objects,
): readonly Removal[] =>
  step.type === 'build-cache'
    ? ofCache(step, objects)
    : objects.map((object) => ({ argv: removalOf(step, object), objects: [object] }));

const removalOf = ({ client, type }: RemoveObjectsStep, { id }: EngineObject): Argv =>
  type === 'image' ? [...client, 'image', 'rm', '--no-prune', id] : [...client, type, 'rm', id];

/**
 * A record goes only after those that were built on it, and there is no command for a single one: the filter is an anchored
 * expression of whole ids, and BuildKit removes what it matches from the leaves on. `--force` only means that docker does not
 * ask again: what is in use stays.
 */
const ofCache = ({ client }: RemoveObjectsStep, objects: readonly EngineObject[]): readonly Removal[] => {
  const ids = objects.map(({ id }) => id).filter((id) => CACHE_ID.test(id));
  return ids.length === 0
    ? []
    : [
        {
          argv: [...client, 'builder', 'prune', '--filter', `id=^(${ids.join('|')})$`, '--force'],
          objects: objects.filter(({ id }) => ids.includes(id)),
        },
      ];
};

/** BuildKit's own ids. Anything else could mean something in an expression. */
export const CACHE_ID = /^[a-z0-9]{20,64}$/;
