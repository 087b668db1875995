import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { type DistributionAnswer, parseDistribution } from '#parse/engine-api';
import { isBadReference } from '#parse/image-reference';
import { isMalformed } from '#parse/malformed';
import { engineInUse } from './engine-in-use.ts';
import { wantedImage } from './wanted-image.ts';

/** What Docker Engine itself found when it asked the registry for an image: by its own proxies, mirrors, authorities. */
export type EnginePullLook =
  | { readonly kind: 'has'; readonly mediaType?: string; readonly platforms: DistributionAnswer['Platforms'] }
  | { readonly kind: 'refuses'; readonly status: number; readonly message: string };

const TIMEOUT_MS = 15_000;

/** `undefined`: not asked, because no image was named or Podman has no such question. */
export const enginePullLook = defineFact({
  id: 'engine-pull-look',
  summary:
    'whether the engine finds the named image in its registry (GET /distribution/…/json, without a password)',
  needs: { engineInUse, wantedImage },
  online: true,
  timeoutMs: TIMEOUT_MS + 1000,
  collect: async (host, { engineInUse, wantedImage }): Promise<EnginePullLook | undefined | Unavailable> => {
    if (wantedImage === undefined || isBadReference(wantedImage.image)) return undefined;
    if (engineInUse.engine !== 'docker') return undefined;
    const { registry, name, reference } = wantedImage.image;
    const joined = `${registry}/${name}${reference.includes(':') ? '@' : ':'}${reference}`;
    const path = `/distribution/${joined}/json`;
    const reply = await host.engineGet(engineInUse.address, path, { timeoutMs: TIMEOUT_MS });
    if (isUnavailable(reply)) return reply;
    if (reply.status !== 200)
      return { kind: 'refuses', status: reply.status, message: messageIn(reply.body) };
    const answer = parseDistribution(reply.body);
    if (isMalformed(answer)) return unavailable('malformed', `GET ${path}`, answer.detail);
    const { mediaType } = answer.Descriptor;
    return {
      kind: 'has',
      platforms: answer.Platforms,
      ...(mediaType === undefined ? {} : { mediaType }),
    };
  },
});

const MAX_MESSAGE = 300;

/** `{"message":"…"}` */
const messageIn = (body: string): string => {
  const [, message] = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body.slice(0, 8192)) ?? [];
  return (message ?? body).replace(/\\n/g, ' ').replace(/\\(.)/g, '$1').trim().slice(0, MAX_MESSAGE);
};
