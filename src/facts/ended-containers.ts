import { isUnavailable } from '#core/answer';
import type { EngineObject } from '#core/fix';
import type { EngineAddress, ReadableHost } from '#core/host';
import { type EngineContainer, parseContainerDetail } from '#parse/engine-api';
import { fingerprint, stirring } from '#parse/engine-object';
import { projectOf } from './compose-owner.ts';
import { containerName } from './container-name.ts';

/** A container that has ended, as it may be removed. */
export interface EndedContainer {
  readonly object: EngineObject;
  /** Absent: it never ran. */
  readonly finishedAtMs?: number;
}

const INSPECT_TIMEOUT_MS = 4000;

/** When a container ended, only the engine's answer about it alone tells. Those that do not answer are left out. */
export const inspectEnded = async (
  host: ReadableHost,
  address: EngineAddress,
  containers: readonly EngineContainer[],
): Promise<readonly EndedContainer[]> =>
  (await Promise.all(containers.map((one) => inspectOne(host, address, one)))).flatMap((one) => one ?? []);

const inspectOne = async (
  host: ReadableHost,
  address: EngineAddress,
  container: EngineContainer,
): Promise<EndedContainer | undefined> => {
  const { Id, Labels } = container;
  const path = `/containers/${encodeURIComponent(Id)}/json`;
  const reply = await host.engineGet(address, path, { timeoutMs: INSPECT_TIMEOUT_MS });
  if (isUnavailable(reply) || reply.status !== 200) return undefined;
  const answer = decoded(reply.body);
  const detail = parseContainerDetail(answer);
  const expect = fingerprint('container', answer);
  if ('kind' in detail || expect === undefined || stirring('container', answer) !== undefined)
    return undefined;
  const finishedAtMs = timeOf(detail.State.FinishedAt);
  const owner = projectOf(Labels);
  return {
    object: {
      id: Id,
      name: containerName(container),
      ...(finishedAtMs === undefined ? {} : { lastUsedAt: new Date(finishedAtMs).toISOString() }),
      ...(owner === undefined ? {} : { owner }),
      expect,
    },
    ...(finishedAtMs === undefined ? {} : { finishedAtMs }),
  };
};

const decoded = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** The year 1 stands for never. */
const timeOf = (text: string | undefined): number | undefined => {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
};
