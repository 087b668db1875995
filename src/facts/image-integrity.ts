import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineAddress, ReadableHost } from '#core/host';
import type { EngineImage } from '#parse/engine-api';
import { engineImages } from './engine-images.ts';
import { engineInUse } from './engine-in-use.ts';

/** An image that the engine lists and whose files it does not find. */
export interface DamagedImage {
  readonly name: string;
  /** The engine's own words. */
  readonly detail: string;
}

export interface ImageIntegrity {
  readonly listed: number;
  readonly inspected: number;
  readonly damaged: readonly DamagedImage[];
}

const INSPECT_TIMEOUT_MS = 1000;
const MOST_INSPECTED = 20;

export const imageIntegrity = defineFact({
  id: 'image-integrity',
  summary: 'whether the engine finds the files of the images that it lists (GET /images/{id}/json)',
  needs: { engineInUse, engineImages },
  collect: async (host, { engineInUse, engineImages }): Promise<ImageIntegrity> => {
    const named = engineImages.filter(isNamed);
    const chosen = [...named, ...engineImages.filter((one) => !isNamed(one))].slice(0, MOST_INSPECTED);
    const looks = await Promise.all(chosen.map((one) => lookAt(host, engineInUse.address, one)));
    const answered = looks.filter((one) => one !== undefined);
    return {
      listed: engineImages.length,
      inspected: answered.length,
      damaged: answered.flatMap(({ damaged }) => damaged ?? []),
    };
  },
});

const isNamed = ({ RepoTags }: EngineImage): boolean =>
  RepoTags.some((tag) => tag !== '' && tag !== '<none>:<none>');

const lookAt = async (
  host: ReadableHost,
  address: EngineAddress,
  { Id, RepoTags }: EngineImage,
): Promise<{ readonly damaged?: DamagedImage } | undefined> => {
  const path = `/images/${encodeURIComponent(Id)}/json`;
  const reply = await host.engineGet(address, path, { timeoutMs: INSPECT_TIMEOUT_MS });
  if (isUnavailable(reply)) return undefined;
  const detail = reply.status === 200 ? undefined : messageOf(reply.body);
  if (detail === undefined || !LOST.test(detail)) return {};
  const name = RepoTags.find((tag) => tag !== '<none>:<none>') ?? Id.replace(/^sha256:/, '').slice(0, 12);
  return { damaged: { name, detail } };
};

/**
 * What an engine says of an image whose files are gone; that it was removed meanwhile (`No such image`) is another thing.
 *
 *     stat /var/lib/docker/overlay2/a9314df0…: no such file or directory      20.10, a layer was removed
 *     layer does not exist                                                    20.10, its record was
 *     content digest sha256:…: not found                                      image store of containerd
 *     error locating item named "manifest" for image with ID "…"              Podman
 */
const LOST =
  /no such file or directory|layer does not exist|failed to get digest|graph ID does not exist|content digest \S+ not found|error locating item named/i;

const messageOf = (body: string): string => {
  const text = /"(?:message|cause)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? body;
  return text
    .replaceAll(/\\(["\\])/g, '$1')
    .trim()
    .slice(0, 300);
};
