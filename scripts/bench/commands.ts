import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Median wall times in milliseconds. */
interface Comparison {
  readonly bare: number;
  readonly dockmedic: number;
  readonly script: number;
}

interface HyperfineExport {
  readonly results: readonly { readonly median: number }[];
}

export const hasHyperfine = (): boolean => spawnSync('hyperfine', ['--version']).status === 0;

/** All three in one run of hyperfine. Whatever they find on this machine, their exit codes do not matter. */
export const compareCommands = (root: string): Comparison => {
  const folder = mkdtempSync(join(tmpdir(), 'dockmedic-bench-'));
  const result = join(folder, 'result.json');
  const program = `${process.execPath} ${join(root, 'dist/bin.js')} --json --passive`;
  const commands = [`${process.execPath} -e 0`, program, `sh ${join(root, 'scripts/bench-probes.sh')}`];
  try {
    const { status, stderr } = spawnSync(
      'hyperfine',
      ['-N', '--ignore-failure', '--warmup', '3', '--runs', '20', '--export-json', result, ...commands],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`hyperfine failed: ${stderr}`);
    const { results } = JSON.parse(readFileSync(result, 'utf8')) as HyperfineExport; // hyperfine's documented format
    const [bare = Number.NaN, dockmedic = Number.NaN, script = Number.NaN] = results.map(
      ({ median }) => median * 1000,
    );
    return { bare, dockmedic, script };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
