import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { parseContainerDetail } from '#parse/engine-api';
import { containerName } from './container-name.ts';
import { askEngine } from './engine-answers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';

/** Why containers did not start the last time, in the engine's own words, which it keeps until the next start. */
export interface ContainerStartErrors {
  /** How many containers that do not run were asked. */
  readonly asked: number;
  readonly errors: readonly { readonly container: string; readonly error: string }[];
}

const INSPECT_TIMEOUT_MS = 1000;
const MOST_INSPECTED = 20;

export const containerStartErrors = defineFact({
  id: 'container-start-errors',
  summary: 'why containers that do not run did not start, as the engine keeps it',
  needs: { engineInUse, engineContainers },
  collect: async (host, { engineInUse, engineContainers }): Promise<ContainerStartErrors> => {
    const idle = engineContainers.filter(({ State }) => State === 'created' || State === 'exited');
    // A container that was never started says why more often than one that ended.
    const created = idle.filter(({ State }) => State === 'created');
    const ended = idle.filter(({ State }) => State !== 'created');
    const chosen = [...created, ...ended].slice(0, MOST_INSPECTED);
    const told = await Promise.all(
      chosen.map(async (one) => {
        const path = `/containers/${encodeURIComponent(one.Id)}/json`;
        const detail = await askEngine(
          host,
          engineInUse.address,
          path,
          parseContainerDetail,
          INSPECT_TIMEOUT_MS,
        );
        const error = isUnavailable(detail) ? '' : (detail.State.Error ?? '');
        return { container: containerName(one), error };
      }),
    );
    return { asked: chosen.length, errors: told.filter(({ error }) => error !== '') };
  },
});
