import { isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseEngineInfo } from '#parse/engine-api';
import { type Endpoint, endpoints } from './endpoints.ts';
import { askEngine } from './engine-answers.ts';
import { engineInUse } from './engine-in-use.ts';

/** Another Docker Engine of this host that answers as well. */
export interface OtherEngine {
  readonly id: string;
  readonly label: string;
  /** The engine's own identity: two sockets of one engine have the same. */
  readonly engineId: string | undefined;
  readonly dataRoot: string | undefined;
  readonly rootless: boolean;
  /** How much it holds; absent where it does not say. */
  readonly images?: number;
  readonly containers?: number;
}

/** Asks nothing where one engine answers, which is usual. */
export const otherEngines = defineFact({
  id: 'other-engines',
  summary: 'Docker Engines of this host besides the one in use',
  needs: { endpoints, engineInUse: optional(engineInUse) },
  collect: async (host, { endpoints, engineInUse }): Promise<readonly OtherEngine[]> => {
    const used = isUnavailable(engineInUse) ? undefined : engineInUse.id;
    const others = endpoints.filter(
      ({ id, address, state }) =>
        id !== used && address.kind === 'unix' && state.kind === 'answers' && state.engine === 'docker',
    );
    const asked = await Promise.all(others.map((endpoint) => ask(host, endpoint)));
    return asked.filter((engine) => engine !== undefined);
  },
});

const ask = async (
  host: ReadableHost,
  { id, label, address }: Endpoint,
): Promise<OtherEngine | undefined> => {
  const info = await askEngine(host, address, '/info', parseEngineInfo, 2000);
  if (isUnavailable(info)) return undefined;
  const rootless = info.SecurityOptions.includes('name=rootless');
  return {
    id,
    label,
    engineId: info.ID,
    dataRoot: info.DockerRootDir,
    rootless,
    ...(info.Images === undefined ? {} : { images: info.Images }),
    ...(info.Containers === undefined ? {} : { containers: info.Containers }),
  };
};
