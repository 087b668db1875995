import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OuterEngine } from './outer.ts';

const script = join(dirname(fileURLToPath(import.meta.url)), 'image.sh');

/** What a host is made of. */
export interface Recipe {
  /** As it stands in the results: `Docker 20.10`. */
  readonly engine: string;
  readonly suite: string;
  readonly mirror: string;
}

export const DEBIAN_12: Recipe = {
  engine: 'Docker 20.10',
  suite: 'bookworm',
  mirror: 'http://deb.debian.org/debian',
};

/** The image of a host, built when there is none of this very script yet; its name. */
export const imageOf = async (
  outer: OuterEngine,
  recipe: Recipe,
  say: (line: string) => void,
): Promise<string> => {
  const name = `dockmedic-lab:${await contentHash(recipe)}`;
  const found = await outer.docker(['image', 'inspect', name]);
  if (found.exitCode === 0) return name;
  say(`building the host image of ${recipe.suite} (a few minutes, once)`);
  const start = performance.now();
  await build(outer, recipe, name);
  say(`built in ${Math.round((performance.now() - start) / 1000)} s`);
  return name;
};

const contentHash = async ({ suite, mirror }: Recipe): Promise<string> =>
  createHash('sha256')
    .update(await readFile(script))
    .update(`\n${suite} ${mirror}`)
    .digest('hex')
    .slice(0, 12);

const build = async (outer: OuterEngine, { suite, mirror }: Recipe, name: string): Promise<void> => {
  const root = join(outer.folder, 'root');
  await rm(root, { recursive: true, force: true });
  try {
    await outer.pipe(BUILD, [script, suite, mirror, root], 1_200_000);
    await outer.pipe(IMPORT, [root, name], 300_000);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

const BUILD = 'sh "$@" >"$4.log" 2>&1 || { tail -n 20 "$4.log" >&2; exit 1; }';

const IMPORT = `tar --create --numeric-owner --xattrs --directory="$1" . |
  docker import --change 'CMD ["/sbin/init"]' --change 'ENV container docker' - "$2"`;
