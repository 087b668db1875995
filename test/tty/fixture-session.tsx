// A session with scripted actions, for tests that must not depend on this machine: `tsx fixture-session.tsx [MODE]`.
// Modes: healthy, root (default), never (no check ever answers), crash (a row breaks the view), read (the repair
// reads a line from the terminal itself), slow (the repair takes a while), left (an earlier repair was cut off).
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '#core/report';
import type { SessionActions } from '#core/session';
import { runSession } from '../../src/ui/session.tsx';
import { healthy, oneRoot, proved, undoPlan } from '../ui/support/reports.ts';

const mode = process.argv[2] ?? 'root';
let repaired = mode === 'healthy';

const examined = (): Report => (repaired ? healthy : oneRoot);

const actions: SessionActions = {
  examine: async (observer) => {
    const report = examined();
    observer.onStart?.(report.checks);
    for (const row of report.checks) {
      await sleep(mode === 'never' ? 1_000_000 : 10);
      // A row that no view can show.
      observer.onRow?.(mode === 'crash' ? { ...row, findings: undefined as never } : row);
    }
    return report;
  },
  repair: async (_offer, observer, aside) => {
    observer.onStep?.(0, 'running', '');
    if (mode === 'read') await aside(reads);
    observer.onLine?.('Job for docker.service queued');
    observer.onStep?.(0, 'done', '');
    observer.onStep?.(1, 'running', '');
    await sleep(mode === 'slow' ? 1500 : 50);
    observer.onStep?.(1, 'done', '');
    observer.onVerifying?.();
    await sleep(50);
    repaired = true;
    return { ...proved, run: undoPlan.run, undo: `dockmedic undo ${undoPlan.run}` };
  },
  interrupted: async () =>
    mode === 'left'
      ? [{ run: undoPlan.run, state: 'interrupted', undoable: true, title: undoPlan.title }]
      : [],
  planUndo: async () => undoPlan,
  undo: async (_run, observer, aside) => {
    observer.onStep?.(0, 'running', '');
    if (mode === 'read') await aside(reads);
    observer.onStep?.(0, 'taken-back', '');
    repaired = mode === 'healthy';
    return { ...undoPlan, state: 'undone', text: 'What the repair had changed was taken back.' };
  },
};

/** As `sudo` does: another program has the terminal, echo and all. */
const reads = () =>
  new Promise<void>((resolve) => {
    const script = 'printf "Password: "; read -r answer; echo "got <$answer>"';
    spawn('sh', ['-c', script], { stdio: 'inherit' }).once('close', () => resolve());
  });

const interruption = new AbortController();
let code = 0;
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    code = status;
    interruption.abort();
  });
}

try {
  const { report, interrupted, repairs } = await runSession({
    actions,
    stdin: process.stdin,
    stdout: process.stdout,
    color: process.env['NO_COLOR'] === undefined,
    unicode: true,
    version: '0.1.0',
    signal: interruption.signal,
  });
  process.stdout.write(`ended: ${report?.verdict ?? 'no report'}, ${repairs.length} repairs\n`);
  process.exit(code || (interrupted ? 130 : (report?.exitCode ?? 0)));
} catch (error) {
  process.stdout.write(`crashed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(70);
}
