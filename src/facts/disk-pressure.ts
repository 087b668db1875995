import type { FilesystemUsage, Settings } from '#core/host';

/** How near a file system is to its end. */
export type Pressure = 'warning' | 'error';

type Limits = Pick<Settings, 'diskWarningPercent' | 'diskErrorPercent'>;

const DEFAULTS: Limits = { diskWarningPercent: 90, diskErrorPercent: 97 };

// A share alone says little: 3 % of 20 TB is room for years. So a disk counts as filling only when what is left
// is little in itself as well, but where somebody set a limit of their own: then that share alone decides. 5 GB is a few images, 20 GB a day of builds.
const ERROR_BYTES = 5e9;
const WARNING_BYTES = 20e9;
/** Less than this is room for nothing, on however small a disk; half of it must be used, for it to be "full". */
const NOTHING_LEFT_BYTES = 100e6;
// A large image brings some 50 000 files, one with node_modules several times that.
const ERROR_INODES = 100_000;
const WARNING_INODES = 500_000;

export const bytePressure = (usage: FilesystemUsage, limits: Limits): Pressure | undefined => {
  const left = usage.availableBytes;
  const percent = usedPercent(usage);
  if (percent >= 50 && left < NOTHING_LEFT_BYTES) return 'error';
  return pressure(percent, limits, left < ERROR_BYTES, left < WARNING_BYTES);
};

/** A file system that allots inodes as it goes says that it has none: it cannot run out of them alone. */
export const inodePressure = (usage: FilesystemUsage, limits: Limits): Pressure | undefined =>
  usage.inodes === 0
    ? undefined
    : pressure(
        inodePercent(usage),
        limits,
        usage.freeInodes < ERROR_INODES,
        usage.freeInodes < WARNING_INODES,
      );

const pressure = (
  percent: number,
  { diskErrorPercent, diskWarningPercent }: Limits,
  nearlyNothing: boolean,
  little: boolean,
): Pressure | undefined => {
  const ownError = diskErrorPercent !== DEFAULTS.diskErrorPercent;
  const ownWarning = diskWarningPercent !== DEFAULTS.diskWarningPercent;
  if (percent >= diskErrorPercent && (ownError || nearlyNothing)) return 'error';
  return percent >= diskWarningPercent && (ownWarning || little) ? 'warning' : undefined;
};

/** As df computes it: of what an ordinary user can have, rounded up. */
export const usedPercent = ({ sizeBytes, freeBytes, availableBytes }: FilesystemUsage): number =>
  percentOf(sizeBytes - freeBytes, availableBytes);

export const inodePercent = ({ inodes, freeInodes }: FilesystemUsage): number =>
  percentOf(inodes - freeInodes, freeInodes);

const percentOf = (used: number, left: number): number =>
  used + left <= 0 ? 0 : Math.ceil((used / (used + left)) * 100);
