import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { EngineAddress, ReadableHost } from '#core/host';
import { parseImageDetail } from '#parse/engine-api';
import { askEngine } from './engine-answers.ts';
import { engineImages } from './engine-images.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { runsHere } from './storage-directories.ts';

/** For which processors the images are, and which of them this machine can run. */
export interface ImagePlatforms {
  /** In Go's words: `amd64`. */
  readonly engine: string;
  readonly images: readonly { readonly name: string; readonly architecture: string }[];
  /** Images with a name that were not looked at. */
  readonly left: number;
  /** Programs that stand in for other processors: `qemu-aarch64`, `rosetta`. `Unavailable`: not seen. */
  readonly handlers: readonly string[] | Unavailable;
}

/** The newest: the engine lists them first, and each costs a question. */
const MOST = 16;
const BINFMT = '/proc/sys/fs/binfmt_misc';

export const imagePlatforms = defineFact({
  id: 'image-platforms',
  summary: 'the architectures of the newest images, and the programs that run those of other processors',
  needs: { platform, engineInUse, engineInfo, engineImages },
  collect: async (host, needs): Promise<ImagePlatforms | Unavailable> => {
    const { engineInUse: inUse, engineInfo: info, engineImages: all } = needs;
    const engine = goArchitecture(info.Architecture);
    if (engine === undefined)
      return unavailable('malformed', 'GET /info', 'the engine does not say its architecture');
    const named = all.filter(({ RepoTags }) => RepoTags.some(isName));
    const isHere = runsHere(inUse.address, info, needs.platform);
    const [images, handlers] = await Promise.all([
      Promise.all(named.slice(0, MOST).map((image) => look(host, inUse.address, image))),
      isHere ? handlersOf(host) : unavailable('not-here', `list ${BINFMT}`, 'the engine runs elsewhere'),
    ]);
    const seen = images.flatMap((image) => (isUnavailable(image) ? [] : [image]));
    const obstacle = images.find(isUnavailable);
    if (seen.length === 0 && obstacle !== undefined) return obstacle;
    return {
      engine,
      images: seen,
      left: Math.max(0, named.length - MOST),
      handlers,
    };
  },
});

const isName = (tag: string): boolean => tag !== '<none>:<none>';

const look = async (
  host: ReadableHost,
  address: EngineAddress,
  { Id, RepoTags }: { readonly Id: string; readonly RepoTags: readonly string[] },
): Promise<ImagePlatforms['images'][number] | Unavailable> => {
  const detail = await askEngine(host, address, `/images/${Id}/json`, parseImageDetail);
  if (isUnavailable(detail)) return detail;
  const { Architecture: architecture = '' } = detail;
  return { name: RepoTags.find(isName) ?? Id, architecture };
};

const handlersOf = async (host: ReadableHost): Promise<readonly string[] | Unavailable> => {
  const names = await host.list(BINFMT);
  if (!isUnavailable(names)) return names.filter((name) => name !== 'register' && name !== 'status');
  return names.reason === 'absent' ? [] : names;
};

/** What engines say is the kernel's word for it. */
export const goArchitecture = (machine: string | undefined): string | undefined =>
  machine === undefined ? undefined : (KERNEL[machine] ?? machine);

const KERNEL: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  armv6l: 'arm',
  i386: '386',
  i686: '386',
};
