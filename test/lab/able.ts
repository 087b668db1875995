import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finish } from '#test/engine/support/spawned';
import { boundCapabilities } from './capabilities.ts';
import type { Generation } from './generations.ts';
import { wasBuilt } from './image.ts';
import { cacheFolder, environment } from './outer.ts';

const TOOLS = ['dockerd', 'docker', 'debootstrap', 'wget', 'tar', 'unshare', 'setpriv'];
/** What systemd, a network, users and file systems of a host's own need. */
const CAPABILITIES = ['SYS_ADMIN', 'NET_ADMIN', 'MKNOD', 'SYS_CHROOT', 'SETUID', 'SETGID', 'SYS_PTRACE'];
const GB = 1_000_000_000;
const FREE_GB = { toBuild: 8, toRun: 2 };
const OVERLAY = 0x794c7630;

/** Why no host of these generations can be made on this machine; `undefined` when they can. */
export const whyNoLab = async (generations: readonly Generation[]): Promise<string | undefined> => {
  if (process.platform !== 'linux') return 'not Linux';
  if (process.getuid?.() !== 0) return 'not root';
  const absent = await missingTools();
  if (absent.length > 0) return `${absent.join(', ')} not installed (sh scripts/install-engines.sh)`;
  const own = await boundCapabilities();
  const denied = CAPABILITIES.filter((name) => !own.includes(name));
  if (denied.length > 0) return `this machine lacks the capabilities ${denied.join(', ')}`;
  const folder = cacheFolder(process.env);
  const unbuilt = await unbuiltOf(folder, generations);
  const noPlace = await whyNoPlace(folder, unbuilt.length > 0 ? FREE_GB.toBuild : FREE_GB.toRun);
  return noPlace ?? (await whyNoMirror(unbuilt));
};

const missingTools = async (): Promise<readonly string[]> => {
  const looked = await Promise.all(
    TOOLS.map(async (tool) => ({
      tool,
      ...(await finish(['sh', '-c', `command -v ${tool}`], { env: environment() })),
    })),
  );
  return looked.filter(({ exitCode }) => exitCode !== 0).map(({ tool }) => tool);
};

const unbuiltOf = async (
  folder: string,
  generations: readonly Generation[],
): Promise<readonly Generation[]> => {
  const built = await Promise.all(generations.map((one) => wasBuilt(folder, one)));
  return generations.filter((_one, index) => !built[index]);
};

const whyNoPlace = async (folder: string, wantedGb: number): Promise<string | undefined> => {
  const { type, bavail, bsize } = await nearest(folder);
  if (type === OVERLAY) return `${folder} lies on an overlay (choose another folder: XDG_CACHE_HOME)`;
  const freeGb = (bavail * bsize) / GB;
  if (freeGb >= wantedGb) return undefined;
  return `${folder} has ${freeGb.toFixed(1)} GB left of the ${wantedGb} GB that hosts need (XDG_CACHE_HOME)`;
};

/** The folder itself is made by the first run. */
const nearest = (path: string): Promise<StatsFs> =>
  statfs(path).catch((error: unknown) => {
    if (path === '/') throw error;
    return nearest(dirname(path));
  });

const whyNoMirror = async (unbuilt: readonly Generation[]): Promise<string | undefined> => {
  for (const { mirror, suite, newer = suite } of unbuilt) {
    const url = `${mirror}/dists/${newer}/InRelease`;
    const argv = ['wget', '--quiet', '--spider', '--timeout=10', '--tries=2', url];
    const { exitCode } = await finish(argv, { env: environment() });
    if (exitCode !== 0) return `the image of a host is not built yet, and ${url} does not answer`;
  }
  return undefined;
};
