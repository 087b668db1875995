import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAEMON_JSON, recipes, SYSTEMCTL } from './recipes.ts';

// Repairs and their undoing are ended by SIGKILL at random moments, in a process of their own, with real files and a real journal: what
// is found then is taken back in full, or it is said that it cannot be known and nothing is touched.
// DOCKMEDIC_KILLS=500 in the environment: so many instead of a few.
const KILLS = Number(process.env['DOCKMEDIC_KILLS'] ?? 30);

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
let mortal = '';
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dockmedic-killed-')));
  // Beside the packages that it finds there.
  mortal = join(root, 'node_modules', '.killed', `mortal-${process.pid}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL('mortal.ts', import.meta.url))],
    outfile: mortal,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['dockerode'],
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(mortal, { force: true });
});

const made = (name: string): string => {
  const place = join(folder, name);
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(join(place, path, '..'), { recursive: true });
    writeFileSync(join(place, path), text, { mode });
    chmodSync(join(place, path), mode);
    utimesSync(join(place, path), 1_700_000_000, 1_700_000_000);
  };
  write('bin/systemctl', SYSTEMCTL, 0o755);
  write('host/daemon.json', DAEMON_JSON, 0o640);
  write('host/docker.pid', '999999', 0o600);
  write('host/socket', '', 0o600);
  mkdirSync(join(place, 'host/directory'), { mode: 0o751 });
  const unit = (unitName: string, active: string, enabled: string): void => {
    write(`units/${unitName}.active`, `${active}\n`);
    write(`units/${unitName}.enabled`, `${enabled}\n`);
  };
  unit('reader.service', 'active', 'enabled');
  write('units/reader.service.read', DAEMON_JSON);
  unit('stopped.service', 'failed', 'disabled');
  unit('masked.service', 'inactive', 'masked');
  return place;
};

/** Type, mode, time and content of everything; systemd's record of a failure is not brought back. */
const seen = (place: string): readonly string[] =>
  ['host', 'units'].flatMap((top) =>
    readdirSync(join(place, top), { recursive: true, encoding: 'utf8' })
      .sort()
      .map((path) => {
        const full = join(place, top, path);
        const stat = lstatSync(full);
        const mode = (stat.mode & 0o7777).toString(8);
        if (stat.isDirectory()) return `${top}/${path} directory ${mode}`;
        const text = readFileSync(full, 'utf8').replace('failed', 'inactive');
        return `${top}/${path} ${mode} ${top === 'host' ? stat.mtimeMs : ''} ${JSON.stringify(text)}`;
      }),
  );

interface Ended {
  readonly word: string;
  readonly text: string;
}

const run = (mode: 'fix' | 'undo', place: string, recipe: string): Ended => {
  const { stdout, stderr } = spawnSync(process.execPath, [mortal, mode, place, recipe], { encoding: 'utf8' });
  const text = stdout.trim();
  if (text === '') throw new Error(stderr);
  return { word: text.split(' ')[0] ?? '', text };
};

/** Killed after so many milliseconds, with or without the commands that it has started. */
const killed = async (mode: 'fix' | 'undo', place: string, recipe: string, afterMs: number, all: boolean) => {
  const child = spawn(process.execPath, [mortal, mode, place, recipe], { stdio: 'ignore', detached: true });
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([over, new Promise((resolve) => setTimeout(resolve, afterMs))]);
  end(child, all);
  await over;
  // What it had started may still run.
  await new Promise((resolve) => setTimeout(resolve, 60));
};

const end = ({ pid }: ChildProcess, all: boolean): void => {
  try {
    if (pid !== undefined) process.kill(all ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

const names = recipes('/nowhere').map(({ fix }) => fix);

describe.each(names)('%s', (recipe) => {
  test('applied in full, it is taken back in full', () => {
    const place = made(`${recipe}-whole`);
    const before = seen(place);
    expect(run('fix', place, recipe).word).toBe('unverified');
    expect(seen(place)).not.toEqual(before);
    expect(run('undo', place, recipe).text).toMatch(/^undone/);
    expect(seen(place)).toEqual(before);
  });

  test('killed at random moments, what is found is what was before or is said to be unknown', async () => {
    const timed = made(`${recipe}-timed`);
    const began = performance.now();
    run('fix', timed, recipe);
    const wholeMs = performance.now() - began;
    const endings: Record<string, number> = {};
    const rounds = Math.ceil(KILLS / names.length);
    for (let round = 0; round < rounds; round += 1) {
      const place = made(`${recipe}-${round}`);
      const before = seen(place);
      // The first half of the time goes by until the program has begun.
      await killed('fix', place, recipe, wholeMs * (0.35 + Math.random() * 0.75), Math.random() < 0.5);
      const between = seen(place);
      if (Math.random() < 0.4)
        await killed('undo', place, recipe, wholeMs * (0.35 + Math.random() * 0.75), Math.random() < 0.5);
      const { word, text } = run('undo', place, recipe);
      const now = seen(place);
      endings[word] = (endings[word] ?? 0) + 1;
      const context = `round ${round}: ${text}\nbetween:\n${between.join('\n')}`;
      if (word === 'no-journal') expect(now, context).toEqual(before);
      else if (word === 'undone') expect(now, context).toEqual(before);
      else if (text.includes('cannot be known')) expect(now, context).toEqual(between);
      else if (text.includes('no way back')) expect(now, context).toEqual(before);
      else expect.unreachable(context);
      rmSync(place, { recursive: true });
    }
    process.stderr.write(`${recipe}: ${rounds} killed: ${JSON.stringify(endings)}\n`);
  }, 1_800_000);
});
