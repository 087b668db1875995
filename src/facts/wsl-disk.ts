import { isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseDiskUsage } from '#parse/engine-api';
import { bytePressure } from './disk-pressure.ts';
import { askEngine } from './engine-answers.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';
import { platform } from './platform.ts';

/** The virtual disk of Docker Desktop on a Windows whose own disk is filling. */
export interface WslDisk {
  readonly path: string;
  readonly sizeBytes: number;
  /** What images, containers, volumes and build cache take of it. */
  readonly usedBytes: number;
  readonly leftBytes: number;
}

const WINDOWS = '/mnt/c';
const TIMEOUT_MS = 10_000;
const MOST_USERS = 20;

/** Where Desktop keeps it: since 4.30, and before. */
const PLACES = ['disk/docker_data.vhdx', 'data/ext4.vhdx'];

/** `undefined`: not Desktop under WSL, its disk is not seen, or Windows has room. Else the engine counts, which takes seconds. */
export const wslDisk = defineFact({
  id: 'wsl-disk',
  summary: "Docker Desktop's virtual disk beside what is in it",
  needs: { identity, platform, engineInUse: optional(engineInUse), engineInfo: optional(engineInfo) },
  timeoutMs: TIMEOUT_MS + 2000,
  collect: async (host, needs): Promise<WslDisk | undefined> => {
    const { engineInUse, engineInfo, platform, identity } = needs;
    if (isUnavailable(engineInUse) || isUnavailable(engineInfo)) return undefined;
    const isDesktop = engineInfo.OperatingSystem?.includes('Docker Desktop') === true;
    if (!isDesktop || !/microsoft/i.test(platform.kernelRelease)) return undefined;
    const usage = await host.statfs(WINDOWS);
    if (isUnavailable(usage) || bytePressure(usage, identity.settings) === undefined) return undefined;
    const file = await virtualDisk(host);
    if (file === undefined) return undefined;
    const told = await askEngine(host, engineInUse.address, '/system/df', parseDiskUsage, TIMEOUT_MS);
    if (isUnavailable(told)) return undefined;
    const usedBytes =
      (told.LayersSize ?? 0) +
      sum(told.Containers.map(({ SizeRw }) => SizeRw)) +
      sum(told.Volumes.map(({ UsageData }) => UsageData.Size)) +
      sum(told.BuildCache.map(({ Size }) => Size));
    return { ...file, usedBytes, leftBytes: usage.availableBytes };
  },
});

const sum = (sizes: readonly (number | undefined)[]): number =>
  sizes.reduce<number>((all, size = 0) => all + Math.max(0, size), 0);

/** Whose Windows it is, is not told on this side. */
const virtualDisk = async (host: ReadableHost): Promise<Pick<WslDisk, 'path' | 'sizeBytes'> | undefined> => {
  const users = await host.list(`${WINDOWS}/Users`);
  if (isUnavailable(users)) return undefined;
  const paths = users
    .slice(0, MOST_USERS)
    .flatMap((user) => PLACES.map((place) => `${WINDOWS}/Users/${user}/AppData/Local/Docker/wsl/${place}`));
  const stats = await Promise.all(paths.map((path) => host.stat(path)));
  const files = paths.flatMap((path, index) => {
    const stat = stats[index];
    return stat === undefined || isUnavailable(stat) ? [] : [{ path, sizeBytes: stat.sizeBytes }];
  });
  return files.toSorted((one, other) => other.sizeBytes - one.sizeBytes)[0];
};
