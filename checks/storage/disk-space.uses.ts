import type { Evidence } from '#core/finding';
import { formatBytes } from '#core/text';
import type { ContainerLogs } from '#facts/container-logs';
import type { DiskTenants } from '#facts/disk-tenants';
import type { StorageUse } from '#facts/engine-disk-usage';
import type { StorageFilesystem } from '#facts/storage-places';

/** Whose the used bytes of a file system are, as far as it was told. */
export interface Uses {
  readonly use: StorageUse | undefined;
  readonly logs: ContainerLogs | undefined;
  readonly tenants: DiskTenants | undefined;
}

/** By the engine's own account. `undefined`: it gave none, or its things lie on another file system. */
export const usesText = (
  { places, usage }: StorageFilesystem,
  { use, logs, tenants }: Uses,
): string | undefined => {
  if (use === undefined || !places.some(({ kind }) => kind === use.engine)) return undefined;
  const logBytes = logBytesOf(logs);
  const own = use.imageBytes + use.containerBytes + use.volumeBytes + use.cacheBytes + logBytes;
  const rest = usage.sizeBytes - usage.freeBytes - own;
  return [
    accountOf(use),
    ...(logBytes === 0 ? [] : [`logs ${formatBytes(logBytes)}`]),
    // Sparse files, reserves and what the two counted at different moments make small rests meaningless.
    ...(rest > usage.sizeBytes / 50 ? [`others ${formatBytes(rest)}${largest(tenants)}`] : []),
  ].join(', ');
};

const SHOWN = 3;

const largest = (tenants: DiskTenants | undefined): string => {
  const shown = (tenants?.measured ?? []).filter(({ bytes }) => bytes >= 1e6).slice(0, SHOWN);
  return shown.length === 0
    ? ''
    : ` (${shown.map(({ path, bytes }) => `${path} ${formatBytes(bytes)}`).join(', ')})`;
};

export const accountOf = (use: StorageUse): string => {
  const { imageBytes, danglingImages, containerBytes, stoppedContainers, volumeBytes, cacheBytes } = use;
  return [
    `images ${formatBytes(imageBytes)}${danglingImages === 0 ? '' : ` (${danglingImages} without a name)`}`,
    `containers ${formatBytes(containerBytes)}${stoppedContainers === 0 ? '' : ` (${stoppedContainers} stopped)`}`,
    `volumes ${formatBytes(volumeBytes)}`,
    ...(use.engine === 'docker' ? [`build cache ${formatBytes(cacheBytes)}`] : []),
  ].join(', ');
};

const logBytesOf = (logs: ContainerLogs | undefined): number =>
  (logs?.unbounded ?? []).reduce((sum, { logBytes = 0 }) => sum + logBytes, 0);

export const tenantEvidence = (tenants: DiskTenants | undefined): readonly Evidence[] => {
  if (tenants === undefined) return [];
  const { measured, unmeasured } = tenants;
  const sizes = measured.map(({ path, bytes }) => `${path} ${formatBytes(bytes)}`).join(', ');
  const late = unmeasured.length === 0 ? '' : `; not counted in time: ${unmeasured.join(', ')}`;
  return [{ source: 'du -skx beside the data root', observed: `${sizes || 'nothing'}${late}` }];
};

const QUOTA = /^(?:usrquota|grpquota|prjquota|uquota|gquota|pquota|quota|usrjquota=.*|grpjquota=.*)$/;

/** Where quotas are on, a write can fail although there is room: "disk quota exceeded". */
export const quotaEvidence = ({ mount, places }: StorageFilesystem): readonly Evidence[] => {
  const quotas = (mount?.superOptions ?? []).filter((option) => QUOTA.test(option));
  return quotas.length === 0
    ? []
    : [{ source: `mount of ${places[0].path}`, observed: `quotas are on (${quotas.join(', ')})` }];
};
