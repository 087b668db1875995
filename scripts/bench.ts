// `npm run bench`: how fast the built program is, always against something else measured in the same minute on the
// same machine. Prints ratios; judges nothing (a wall time that fails a test fails it on a busy machine only).
import { fileURLToPath } from 'node:url';
import { compareCommands, hasHyperfine } from './bench/commands.ts';
import { firstFrame } from './bench/first-frame.ts';
import { peakOfCommand, peakOfSession } from './bench/memory.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly against: string;
  readonly ratio: string;
  readonly budget: string;
}

const main = async (): Promise<void> => {
  if (!hasHyperfine()) {
    console.error(
      'npm run bench needs hyperfine: apt-get install hyperfine, dnf install hyperfine, brew install hyperfine',
    );
    process.exitCode = 2;
    return;
  }
  const { bare, dockmedic, script } = compareCommands(root);
  const frame = await firstFrame(root);
  const rows: Row[] = [
    against('dockmedic --json --passive', dockmedic, 'node -e 0', bare, 'at most 3.5'),
    against('dockmedic --json --passive', dockmedic, 'the same probes in a shell script', script, 'below 1'),
    against('first painted frame', frame.session, 'node -e 0', frame.bare, 'at most 4'),
    memory('peak memory, --json --passive', peakOfCommand(root)),
    memory('peak memory, session', await peakOfSession(root)),
  ];
  print(rows);
};

const against = (what: string, ms: number, other: string, otherMs: number, budget: string): Row => ({
  what,
  measured: `${ms.toFixed(0)} ms`,
  against: `${other}: ${otherMs.toFixed(0)} ms`,
  ratio: (ms / otherMs).toFixed(2),
  budget,
});

const memory = (what: string, bytes: number | undefined): Row => ({
  what,
  measured: bytes === undefined ? 'unknown' : `${(bytes / 1e6).toFixed(0)} MB`,
  against: '',
  ratio: '',
  budget: 'at most 110 MB',
});

const print = (rows: readonly Row[]): void => {
  const table = [
    { what: '', measured: 'measured', against: 'against', ratio: 'ratio', budget: 'budget' },
    ...rows,
  ];
  const columns = ['what', 'measured', 'against', 'ratio', 'budget'] as const;
  const widthOf = (column: keyof Row): number => Math.max(...table.map((row) => row[column].length));
  for (const row of table)
    console.log(
      columns
        .map((column) => row[column].padEnd(widthOf(column)))
        .join('  ')
        .trimEnd(),
    );
};

await main();
