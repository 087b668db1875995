import { isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import type { EngineInUse } from '#facts/engine-in-use';
import type { Installation } from '#facts/installation';
import type { OtherEngine } from '#facts/other-engines';
import type { EngineInfo } from '#parse/engine-api';
import type { daemonCodes } from './daemon-health.codes.ts';

type Finding = FindingOf<typeof daemonCodes>;

/** Several engines on one host, each with what it holds. */
export const judgeCompany = (
  inUse: EngineInUse,
  info: EngineInfo,
  others: readonly OtherEngine[] | Unavailable,
  installation: Installation,
): readonly Finding[] => {
  const isLocal = inUse.engine === 'docker' && inUse.address.kind === 'unix';
  const different = isUnavailable(others) || !isLocal ? [] : others.filter((other) => !isSame(other, info));
  const vanished = judgeEmpty(inUse, info, different);
  return [...(snapBeside(installation) ?? beside(inUse, info, different, installation)), ...vanished];
};

const isSame = ({ engineId, dataRoot }: OtherEngine, info: EngineInfo): boolean =>
  engineId === info.ID && dataRoot === info.DockerRootDir;

/** Both are made to take the same socket. */
const snapBeside = ({ dockerd, dockerSnap }: Installation): readonly Finding[] | undefined => {
  if (dockerd === undefined || !dockerSnap) return undefined;
  const engines = [
    `dockerd at ${dockerd} (data in /var/lib/docker, if nobody moved it)`,
    'the snap docker (data in /var/snap/docker/common/var-lib-docker)',
  ];
  const params = { engines, sameSocket: true };
  return [{ code: 'engines-two-installed', subject: 'docker', params, severity: 'warning' }];
};

/** Rootless beside rootful, and Podman beside Docker, are meant so and work: nothing is said of them, unless the
 *  command docker is Podman while others use the engine. */
const beside = (
  inUse: EngineInUse,
  info: EngineInfo,
  different: readonly OtherEngine[],
  { dockerCli, dockerCliIsPodman }: Installation,
): readonly Finding[] => {
  const isRootless = info.SecurityOptions.includes('name=rootless');
  const rivals = isRootless ? [] : different.filter(({ rootless }) => !rootless);
  const shim =
    dockerCliIsPodman && dockerCli !== undefined && inUse.engine === 'docker'
      ? [`Podman behind the command ${dockerCli}`]
      : [];
  if (rivals.length === 0 && shim.length === 0) return [];
  const engines = [holding(inUse, used(info)), ...different.map((one) => holding(one, one)), ...shim];
  return [{ code: 'engines-two-installed', subject: 'docker', params: { engines, sameSocket: false } }];
};

type Held = Pick<OtherEngine, 'dataRoot' | 'images' | 'containers'>;

const used = ({ DockerRootDir, Images, Containers }: EngineInfo): Held => ({
  dataRoot: DockerRootDir,
  ...(Images === undefined ? {} : { images: Images }),
  ...(Containers === undefined ? {} : { containers: Containers }),
});

/** `Docker at unix:///var/run/docker.sock (/var/lib/docker: 12 images, 3 containers)` */
const holding = ({ label, id }: { readonly label: string; readonly id: string }, held: Held): string =>
  `${label} at ${id} (${held.dataRoot ?? 'data root unknown'}: ${amount(held)})`;

const amount = ({ images, containers }: Held): string =>
  images === undefined || containers === undefined
    ? 'holding unknown'
    : `${images} image${images === 1 ? '' : 's'}, ${containers} container${containers === 1 ? '' : 's'}`;

/** Somebody who looks for what they had finds nothing, because docker asks another engine now. */
const judgeEmpty = (
  inUse: EngineInUse,
  info: EngineInfo,
  different: readonly OtherEngine[],
): readonly Finding[] => {
  if (info.Images !== 0 || info.Containers !== 0) return [];
  const full = different.filter(({ images = 0, containers = 0 }) => images > 0 || containers > 0);
  const [first] = full;
  if (first === undefined) return [];
  const params = {
    empty: `${inUse.label} at ${inUse.id}`,
    full: full.map((one) => holding(one, one)),
    example: first.id,
  };
  return [{ code: 'desktop-vs-engine-images', subject: inUse.id, params }];
};
