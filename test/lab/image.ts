import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Generation } from './generations.ts';
import type { OuterEngine } from './outer.ts';

const script = join(dirname(fileURLToPath(import.meta.url)), 'image.sh');

/** The image of a host, built when there is none of this very script yet; its name. One at a time. */
export const imageOf = async (
  outer: OuterEngine,
  generation: Generation,
  say: (line: string) => void,
): Promise<string> => {
  const name = await nameOf(generation);
  const found = await outer.docker(['image', 'inspect', name]);
  if (found.exitCode === 0) return name;
  say(`building the host image for Docker ${generation.id} (a few minutes, once)`);
  const start = performance.now();
  await build(outer, generation, name);
  await removeFormer(outer, name);
  await mkdir(builtIn(outer.folder), { recursive: true });
  await writeFile(join(builtIn(outer.folder), name), '');
  say(`built in ${Math.round((performance.now() - start) / 1000)} s`);
  return name;
};

/** Whether an earlier run built it; asked before there is an engine that would know. */
export const wasBuilt = async (folder: string, generation: Generation): Promise<boolean> =>
  access(join(builtIn(folder), await nameOf(generation))).then(
    () => true,
    () => false,
  );

const builtIn = (folder: string): string => join(folder, 'built');

const nameOf = async ({ id, suite, mirror, newer = '' }: Generation): Promise<string> => {
  const content = createHash('sha256')
    .update(await readFile(script))
    .update(`\n${suite} ${mirror} ${newer}`);
  return `dockmedic-lab-${id}:${content.digest('hex').slice(0, 12)}`;
};

const build = async (outer: OuterEngine, generation: Generation, name: string): Promise<void> => {
  const { suite, mirror, newer = '' } = generation;
  const root = join(outer.folder, 'root');
  await rm(root, { recursive: true, force: true });
  try {
    await outer.pipe(BUILD, [script, suite, mirror, root, newer], 1_800_000);
    await outer.pipe(IMPORT, [root, name], 600_000);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

// In namespaces of its own, so that its mounts and processes end with it, and it with us, however we end.
const BUILD = `setpriv --pdeathsig=KILL unshare --mount --pid --fork --kill-child -- sh "$@" >"$4.log" 2>&1 </dev/null || {
  tail -n 20 "$4.log" >&2; exit 1; }`;

// systemd 257 wants to be told that control groups version 1 will do; it takes its kernel's command line from its own.
const IMPORT = `tar --create --numeric-owner --xattrs --directory="$1" . |
  docker import --change 'CMD ["/sbin/init", "SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1"]' --change 'ENV container docker' - "$2"`;

/** Images of earlier scripts take a gigabyte each. */
const removeFormer = async (outer: OuterEngine, name: string): Promise<void> => {
  const [repository = ''] = name.split(':');
  const all = await outer.must(['image', 'ls', '--format={{.Repository}}:{{.Tag}}', repository]);
  const former = all.split('\n').filter((one) => one !== '' && one !== name);
  if (former.length > 0) await outer.docker(['image', 'rm', ...former]);
};
