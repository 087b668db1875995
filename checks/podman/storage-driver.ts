import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type PodmanHealth, podmanInfo } from '#facts/podman-info';
import { type PodmanStorage, podmanStorage } from '#facts/podman-storage';
import { podmanUse } from '#facts/podman-use';
import { podmanStorageCodes } from './storage-driver.codes.ts';

type Finding = FindingOf<typeof podmanStorageCodes>;

export const podmanStorageDriver = defineCheck({
  id: 'podman/storage-driver',
  title: "Podman's storage works as configured",
  about:
    'Podman keeps the storage driver of its first run, whatever storage.conf says later, and an overlay without root may need a program and a device that are not there.',
  symptoms: [
    'User-selected graph driver overwritten by graph driver from database',
    'fuse: device not found',
  ],
  needs: { use: podmanUse, storage: podmanStorage, info: optional(podmanInfo) },
  codes: podmanStorageCodes,
  evaluate: ({ storage, info }) => ({
    evidence: evidenceOf(storage),
    findings: [...judgeFuse(storage, info), ...judgeDriver(storage, info)],
  }),
});

type Info = PodmanHealth | undefined | Unavailable;

const fails = (info: Info): info is Extract<PodmanHealth, { kind: 'fails' }> =>
  info !== undefined && !isUnavailable(info) && info.kind === 'fails';

/** A program that is named and never used, for Podman holds on to vfs, is missed by nobody. */
const judgeFuse = ({ file, used, program, kept }: PodmanStorage, info: Info): readonly Finding[] => {
  if (program === undefined || file === undefined || (program.exists && program.fuseDevice)) return [];
  const isUsed = used === undefined ? fails(info) || kept.includes('overlay') : used === 'overlay';
  if (!isUsed) return [];
  const missing = program.exists ? '/dev/fuse' : program.path;
  const params = { file, program: program.path, missing, isDevice: program.exists };
  return [{ code: 'podman-fuse-missing', subject: missing, params }];
};

const judgeDriver = (storage: PodmanStorage, info: Info): readonly Finding[] => {
  const { file, wanted, kept, root } = storage;
  const used = storage.used ?? driverOfFailure(storage, info);
  if (file === undefined || wanted.driver === undefined || used === undefined || used === wanted.driver)
    return [];
  const params = { file, wanted: wanted.driver, used, root, isDown: fails(info), images: kept };
  return [
    {
      code: 'podman-db-driver-mismatch',
      subject: file,
      severity: fails(info) ? 'error' : 'warning',
      params,
    },
  ];
};

/** Podman does not say which driver it uses when it fails for it: then what lies in its storage tells. */
const driverOfFailure = ({ kept, wanted }: PodmanStorage, info: Info): string | undefined => {
  const [only, ...others] = kept;
  if (!fails(info) || !/driver/.test(info.detail) || others.length > 0 || only === wanted.driver)
    return undefined;
  return only;
};

const evidenceOf = (storage: PodmanStorage): readonly [Evidence, ...Evidence[]] => {
  const { file, wanted, used, root, kept, program } = storage;
  const source = file === undefined ? 'storage.conf' : `read ${file}`;
  const driver = wanted.driver === undefined ? 'no driver is set' : `driver ${wanted.driver}`;
  return [
    { source, observed: file === undefined ? 'there is none, so Podman chooses' : driver },
    { source: "Podman's word", observed: used === undefined ? 'not heard' : `storage driver ${used}` },
    ...(root === undefined
      ? []
      : [{ source: `list ${root}`, observed: `images of ${kept.join(', ') || 'no driver yet'}` }]),
    ...(program === undefined
      ? []
      : [
          { source: `stat ${program.path}`, observed: program.exists ? 'there' : 'not there' },
          { source: 'stat /dev/fuse', observed: program.fuseDevice ? 'there' : 'not there' },
        ]),
  ];
};
