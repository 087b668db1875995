import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { EngineInfo } from '#parse/engine-api';
import { type ImageReference, isBadReference, registryHost } from '#parse/image-reference';
import { dockerConfig } from './docker-config.ts';
import { type EngineInUse, engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { nameServers } from './name-servers.ts';
import { platform } from './platform.ts';
import { type OwnPath, walkToRegistry } from './pull-walk.ts';
import { runsHere } from './storage-directories.ts';
import { type StoredLogin, storedLogin } from './stored-login.ts';
import { wantedImage } from './wanted-image.ts';

/** The way of an image from its registry to this host, stage by stage, as far as it was walked. */
export interface PullPath {
  /** Absent: the way to Docker Hub was looked at, and no image. */
  readonly image?: ImageReference;
  /** `docker.io` */
  readonly registry: string;
  /** `registry-1.docker.io`, with a port where one was named. */
  readonly place: string;
  readonly puller: 'docker' | 'podman';
  readonly login: StoredLogin;
  /** `undefined`: another machine pulls, and what is seen from here tells nothing of it. */
  readonly own: OwnPath | undefined;
}

export const pullPath = defineFact({
  id: 'pull-path',
  summary: 'the way of an image from its registry, stage by stage and without a password',
  needs: {
    identity,
    platform,
    wantedImage,
    engineInUse: optional(engineInUse),
    engineInfo: optional(engineInfo),
    dockerConfig: optional(dockerConfig),
    nameServers: optional(nameServers),
  },
  online: true,
  timeoutMs: 25_000,
  collect: async (host, needs): Promise<PullPath | Unavailable> => {
    const { identity, wantedImage: wanted, nameServers } = needs;
    const image = wanted?.image;
    if (image !== undefined && isBadReference(image))
      return unavailable('not-here', String(wanted?.text), 'it is no name of an image');
    const puller = pullerOf(needs);
    if (isUnavailable(puller)) return puller;
    const { kind, info } = puller;
    const registry = image?.registry ?? 'docker.io';
    const place = registryHost(registry);
    const isHere =
      isUnavailable(needs.engineInUse) ||
      info === undefined ||
      runsHere(needs.engineInUse.address, info, needs.platform);
    return {
      ...(image === undefined ? {} : { image }),
      registry,
      place,
      puller: kind,
      login: kind === 'docker' ? storedLogin(needs.dockerConfig, registry) : 'unknown',
      own: isHere
        ? await walkToRegistry(host, {
            registry,
            place,
            image,
            info,
            identity,
            names: ifAvailable(nameServers),
          })
        : undefined,
    };
  },
});

interface Puller {
  readonly kind: PullPath['puller'];
  /** What Docker Engine says of itself; Podman pulls as the session does. */
  readonly info?: EngineInfo;
}

interface Engines {
  readonly engineInUse: EngineInUse | Unavailable;
  readonly engineInfo: EngineInfo | Unavailable;
}

const pullerOf = ({ engineInUse: inUse, engineInfo: info }: Engines): Puller | Unavailable => {
  if (isUnavailable(inUse))
    return inUse.reason === 'not-here'
      ? { kind: 'podman' }
      : { ...inUse, origin: inUse.origin ?? engineInUse.id };
  if (inUse.engine === 'podman') return { kind: 'podman' };
  return isUnavailable(info) ? { ...info, origin: info.origin ?? engineInfo.id } : { kind: 'docker', info };
};
