import type { EngineObject, RemoveObjectsStep } from '#core/fix';
import type { Argv } from '#core/host';

/** Never with force: what is in use stays. Never with its parents, never by a pattern: this one object alone. */
export const removalCommand = ({ client, type }: RemoveObjectsStep, { id }: EngineObject): Argv => {
  switch (type) {
    case 'container':
      return [...client, 'container', 'rm', id];
    case 'image':
      return [...client, 'image', 'rm', '--no-prune', id];
    case 'volume':
      return [...client, 'volume', 'rm', id];
    case 'network':
      return [...client, 'network', 'rm', id];
    case 'build-cache':
      // There is no command for one record but this; `--force` only means that docker does not ask again.
      return [...client, 'builder', 'prune', '--filter', `id=${id}`, '--force'];
  }
};
