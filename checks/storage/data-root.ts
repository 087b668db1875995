import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import type { RoundTrip } from '#core/host';
import { containerRoundTrip } from '#facts/container-round-trip';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import {
  type GraphDriverLeftovers,
  graphDriverLeftovers,
  usesContainerdStore,
} from '#facts/graph-driver-leftovers';
import { type ImageIntegrity, imageIntegrity } from '#facts/image-integrity';
import { podmanInfo } from '#facts/podman-info';
import { podmanUse } from '#facts/podman-use';
import { storageDirectories } from '#facts/storage-directories';
import { type StorageFilesystem, type StoragePlace, storagePlaces } from '#facts/storage-places';
import type { EngineInfo } from '#parse/engine-api';
import { dataRootCodes } from './data-root.codes.ts';

type Finding = FindingOf<typeof dataRootCodes>;

export const storageDataRoot = defineCheck({
  id: 'storage/data-root',
  title: 'Images and containers are stored soundly',
  about:
    'A data root on a network file system or one without the right to run programs, images that a change of the storage driver hid, and images whose files are gone: each fails later, in words that name none of it.',
  symptoms: [
    'programs in images or volumes: permission denied, operation not permitted (noexec, NFS)',
    'images are missing after an upgrade of Docker',
    'layer does not exist, failed to get digest',
  ],
  needs: {
    directories: storageDirectories,
    places: storagePlaces,
    engine: optional(engineInUse),
    info: optional(engineInfo),
    podman: optional(podmanUse),
    podmanInfo: optional(podmanInfo),
    trip: optional(containerRoundTrip),
    images: optional(imageIntegrity),
    leftovers: optional(graphDriverLeftovers),
  },
  codes: dataRootCodes,
  applies: ({ directories: { directories, elsewhere } }) => {
    if (directories.length > 0) return true;
    return elsewhere === undefined
      ? 'no container engine keeps data on this host'
      : `${elsewhere.engine} keeps its data on another machine (${elsewhere.path} there)`;
  },
  evaluate: ({ places: { filesystems }, engine, info, podman, podmanInfo, trip, images, leftovers }) => {
    const told = ifAvailable(podmanInfo);
    const driver = ifAvailable(info)?.Driver ?? (told?.kind === 'works' ? told.storageDriver : undefined);
    const around = {
      engine: ifAvailable(engine),
      info: ifAvailable(info),
      usesPodman: !isUnavailable(podman),
      driver,
      trip,
    };
    const [first, ...others] = [
      ...filesystems.flatMap(mounted),
      ...seenImages(ifAvailable(images)),
      ...seenLeftovers(leftovers),
    ];
    return {
      evidence: [first ?? NOTHING_SEEN, ...others],
      findings: [
        ...filesystems.flatMap((one) => judgeFilesystem(one, around)),
        ...judgeLeftovers(ifAvailable(leftovers), around.info),
        ...judgeImages(ifAvailable(images), around.engine),
      ],
    };
  },
});

const NOTHING_SEEN: Evidence = {
  source: '/proc/self/mountinfo',
  observed: 'no mount of a data root was seen',
};

interface Surroundings {
  readonly engine: EngineInUse | undefined;
  readonly info: EngineInfo | undefined;
  readonly usesPodman: boolean;
  readonly driver: string | undefined;
  readonly trip: RoundTrip | Unavailable;
}

const mounted = ({ places, mount }: StorageFilesystem): readonly Evidence[] => {
  const stores = places.filter(({ kind }) => kind !== 'tmp');
  if (mount === undefined) return [];
  return stores.map(({ path, flags = [] }) => ({
    source: `mount of ${path}`,
    observed: [`${mount.fsType} at ${mount.mountPoint}`, ...flags].join(', '),
  }));
};

/** Kernels and servers keep these files; what an overlay or a database needs of them, most refuse. */
const NETWORK: ReadonlySet<string> = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', '9p', 'drvfs', 'afs', 'lustre', 'gpfs', 'beegfs', 'ceph'],
  ...['glusterfs', 'fuse.glusterfs', 'fuse.sshfs', 'fuse.ceph', 'vboxsf', 'fuse.vmhgfs-fuse', 'prl_fs'],
]);

const judgeFilesystem = ({ places, mount }: StorageFilesystem, around: Surroundings): readonly Finding[] => {
  if (mount === undefined) return [];
  const [place] = places.filter((one) => !one.isMissing && isInUse(one, around));
  if (place === undefined) return [];
  const engine = place.kind === 'podman' ? 'podman' : 'docker';
  const common = { path: place.path, mountPoint: mount.mountPoint, fsType: mount.fsType, engine } as const;
  const { driver } = around;
  if (NETWORK.has(mount.fsType)) {
    const params = { ...common, why: 'network', driver, hurts: 'containers' } as const;
    return [{ code: 'storage-nfs-or-noexec', subject: place.path, params }];
  }
  if (place.flags?.includes('noexec') !== true) return [];
  const hurts = runsNothing(around) ? 'containers' : 'volumes';
  const params = { ...common, why: 'noexec', driver, hurts } as const;
  const severity = hurts === 'containers' ? 'error' : 'info';
  return [{ code: 'storage-nfs-or-noexec', subject: place.path, severity, params }];
};

/** A directory that another tool left or keeps is no matter of this engine's. */
const isInUse = ({ kind }: StoragePlace, { engine, info, usesPodman }: Surroundings): boolean => {
  switch (kind) {
    case 'docker':
      return engine === undefined ? !usesPodman : engine.engine === 'docker';
    case 'podman':
      return engine === undefined ? usesPodman : engine.engine === 'podman';
    case 'containerd':
      return info !== undefined && usesContainerdStore(info);
    case 'tmp':
      return false;
  }
};

/** An overlay is a mount of its own and does not inherit the flag; vfs gives containers the very directories. */
const runsNothing = ({ driver, trip }: Surroundings): boolean => {
  const failure = isUnavailable(trip) ? undefined : trip.failure;
  if (!isUnavailable(trip) && failure === undefined) return false;
  return driver === 'vfs' || (failure?.stage === 'start' && /permission denied/i.test(failure.detail));
};

const judgeLeftovers = (
  leftovers: GraphDriverLeftovers | undefined,
  info: EngineInfo | undefined,
): readonly Finding[] => {
  if (leftovers === undefined || leftovers.kept.length === 0) return [];
  const { snapshotter, root } = leftovers;
  const kept = leftovers.kept.map(({ driver, images }) => `${driver}: ${images} images`);
  const shown = info?.Images ?? 0;
  return [
    {
      code: 'storage-containerd-image-store',
      subject: root,
      // With none of its own, what was there seems to be lost.
      severity: shown === 0 ? 'warning' : 'info',
      params: { snapshotter, root, kept, shown },
    },
  ];
};

const judgeImages = (
  images: ImageIntegrity | undefined,
  engine: EngineInUse | undefined,
): readonly Finding[] =>
  (images?.damaged ?? []).map(({ name, detail }) => ({
    code: 'storage-layer-corrupt',
    subject: name,
    params: { name, detail, client: engine?.engine === 'podman' ? 'podman' : 'docker' },
    ...(engine === undefined ? {} : { engine: engine.id }),
  }));

const seenImages = (images: ImageIntegrity | undefined): readonly Evidence[] =>
  images === undefined
    ? []
    : [
        {
          source: `GET /images/{id}/json of ${images.inspected} of ${images.listed} images`,
          observed: `${images.damaged.length} without their files`,
        },
      ];

const seenLeftovers = (leftovers: GraphDriverLeftovers | undefined | Unavailable): readonly Evidence[] => {
  if (leftovers === undefined) return [];
  if (isUnavailable(leftovers)) {
    // Without an engine there is nothing to say of its store.
    return leftovers.reason === 'denied'
      ? [{ source: leftovers.source, observed: `not to be seen without root: ${leftovers.detail}` }]
      : [];
  }
  const { root, kept } = leftovers;
  const observed = kept.map(({ driver, images }) => `${driver}: ${images} images`).join(', ');
  return [{ source: `list ${root}/image`, observed: observed || 'no images of another storage driver' }];
};
