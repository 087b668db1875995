import { isUnavailable } from '#core/answer';
import type { Evidence } from '#core/finding';
import type { CdiSpecFile, CdiSpecs } from '#facts/cdi-specs';
import type { NvidiaDriver } from '#facts/nvidia-driver';

/** What is to be had by CDI. */
export type CdiState =
  | { readonly kind: 'usable' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unresolvable' | 'stale'; readonly path: string; readonly detail: string };

export const describeSpec = ({ path, content, missingPaths }: CdiSpecFile): Evidence => {
  const source = `CDI ${path}`;
  if (!('hostPaths' in content)) return { source, observed: content.detail };
  const missing = missingPaths.length === 0 ? 'all there' : `${missingPaths.length} missing`;
  return {
    source,
    observed: `${content.deviceNames.length} devices, ${content.hostPaths.length} paths on the host, ${missing}`,
  };
};

/** A file is judged only where it counts: one whose devices a later directory names again is never used. */
export const judgeCdi = ({ files }: CdiSpecs, { moduleVersion }: NvidiaDriver): CdiState => {
  const effective = files.filter((file) => !isShadowed(file, files));
  if (effective.length === 0) return { kind: 'none' };
  const broken = effective.flatMap((file) => reasonOf(file, effective, moduleVersion));
  const [first] = broken;
  // One sound file is enough to take a GPU from.
  return first === undefined || broken.length < effective.length ? { kind: 'usable' } : first;
};

const devicesOf = ({ content }: CdiSpecFile): readonly string[] =>
  'hostPaths' in content ? content.deviceNames.map((name) => `${content.kind}=${name}`) : [];

const isShadowed = (file: CdiSpecFile, files: readonly CdiSpecFile[]): boolean => {
  const later = new Set(files.filter(({ priority }) => priority > file.priority).flatMap(devicesOf));
  const devices = devicesOf(file);
  return devices.length > 0 && devices.every((device) => later.has(device));
};

const reasonOf = (
  file: CdiSpecFile,
  files: readonly CdiSpecFile[],
  moduleVersion: string | undefined,
): readonly Exclude<CdiState, { kind: 'usable' | 'none' }>[] => {
  const { path, content, missingPaths, driverVersions } = file;
  const unresolvable = (detail: string) => [{ kind: 'unresolvable', path, detail }] as const;
  if (isUnavailable(content)) return unresolvable(`it cannot be read (${content.detail})`);
  if (!('hostPaths' in content)) return unresolvable(`it cannot be understood (${content.detail})`);
  const [twice] = content.duplicateDevices;
  if (twice !== undefined) return unresolvable(`it names the device ${twice} twice`);
  if (content.deviceNames.length === 0) return unresolvable('it names no device');
  const rival = files.find((other) => isRival(file, other));
  if (rival !== undefined) return unresolvable(`${rival.path} beside it names the same devices`);
  const [other] = driverVersions.filter((version) => version !== moduleVersion);
  if (moduleVersion !== undefined && other !== undefined)
    return [{ kind: 'stale', path, detail: `it is for driver ${other}, and ${moduleVersion} is loaded` }];
  const [gone] = missingPaths;
  const more = missingPaths.length > 1 ? ` and ${missingPaths.length - 1} more paths are` : ' is';
  return gone === undefined ? [] : [{ kind: 'stale', path, detail: `${gone}${more} not there` }];
};

/** Two files of one directory with one device: the engine takes the device from neither. */
const isRival = (file: CdiSpecFile, other: CdiSpecFile): boolean =>
  other !== file &&
  other.priority === file.priority &&
  devicesOf(other).some((device) => devicesOf(file).includes(device));
