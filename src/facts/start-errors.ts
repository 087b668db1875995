import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineAddress, ReadableHost } from '#core/host';
import { type EngineContainer, parseContainerDetail } from '#parse/engine-api';
import { containerName } from './container-name.ts';
import { askEngine } from './engine-answers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';

/** What the engine noted of containers that it could not start. */
export interface StartErrors {
  /** How many containers that do not run were asked for their last error. */
  readonly asked: number;
  readonly errors: readonly StartError[];
}

export interface StartError {
  readonly container: string;
  readonly error: string;
}

const INSPECT_TIMEOUT_MS = 1000;
const MOST_INSPECTED = 20;

export const startErrors = defineFact({
  id: 'start-errors',
  summary: 'why containers that do not run could not be started',
  needs: { engineInUse, engineContainers },
  collect: async (host, { engineInUse, engineContainers }): Promise<StartErrors> => {
    const idle = engineContainers.filter(({ State }) => State === 'created' || State === 'exited');
    // A container that was never started says why more often than one that ended.
    const created = idle.filter(({ State }) => State === 'created');
    const ended = idle.filter(({ State }) => State !== 'created');
    const chosen = [...created, ...ended].slice(0, MOST_INSPECTED);
    const told = await Promise.all(chosen.map((one) => errorOf(host, engineInUse.address, one)));
    return { asked: chosen.length, errors: told.filter((one) => one !== undefined) };
  },
});

const errorOf = async (
  host: ReadableHost,
  address: EngineAddress,
  container: EngineContainer,
): Promise<StartError | undefined> => {
  const path = `/containers/${encodeURIComponent(container.Id)}/json`;
  const detail = await askEngine(host, address, path, parseContainerDetail, INSPECT_TIMEOUT_MS);
  const error = isUnavailable(detail) ? '' : (detail.State.Error ?? '');
  return error === '' ? undefined : { container: containerName(container), error };
};
