import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

const LAB = 'test/lab/lab.test.ts';

/** Projects run one after another in this order; what stands in one `groupOrder` shares the machine. */
const serial = (name: string, order: number, include: readonly string[], timeoutMs: number) => ({
  extends: true as const,
  test: {
    name,
    include: [...include],
    fileParallelism: false,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    sequence: { groupOrder: order },
  },
});

const lab = (order: number) => {
  const { test, ...project } = serial('lab', order, [LAB], 120_000);
  return { ...project, test: { ...test, maxConcurrency: availableParallelism() + 1 } };
};

export default defineConfig({
  define: { DOCKMEDIC_VERSION: JSON.stringify(version) },
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/{house,tty,engine,killed}/**', 'test/ui/tty/**', LAB],
          sequence: { groupOrder: 0 },
        },
      },
      // The rules of the house itself, the scripts, and the package as it is published.
      serial('house', 1, ['test/house/**/*.test.ts'], 120_000),
      // Ends repairs by SIGKILL.
      serial('killed', 2, ['test/killed/**/*.test.ts'], 120_000),
      // Drives the built program in a pseudo-terminal.
      serial('tty', 2, ['test/tty/**/*.test.{ts,tsx}', 'test/ui/tty/**/*.test.{ts,tsx}'], 60_000),
      // Needs a real engine, and breaks it: nothing else may use it meanwhile.
      serial('engine', 3, ['test/engine/**/*.test.ts'], 120_000),
      // Breaks whole hosts, one more at a time than there are cores (test/lab/lab.ts).
      lab(4),
    ],
  },
});
