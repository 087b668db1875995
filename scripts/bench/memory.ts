import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTerminal, untilExit } from './first-frame.ts';

/** The most memory that `--json --passive` ever held, in bytes. */
export const peakOfCommand = (root: string): number | undefined =>
  withRecorder((recorder, read) => {
    spawnSync(process.execPath, [...recorder, join(root, 'dist/bin.js'), '--json', '--passive']);
    return read();
  });

/** The same for a session that somebody looks at for two seconds and quits. */
export const peakOfSession = (root: string): Promise<number | undefined> =>
  withRecorder(async (recorder, read) => {
    const terminal = openTerminal([...recorder, join(root, 'dist/bin.js'), '--passive']);
    const ended = untilExit(terminal);
    await sleep(2000);
    terminal.write('q');
    await Promise.race([ended, sleep(3000)]);
    return read();
  });

/** Node's arguments that make a program write its own peak into a file when it exits. The kernel's high-water mark
 *  of this very address space: `ru_maxrss` would also count the parent, from which it was forked. */
const withRecorder = <T>(measure: (recorder: readonly string[], read: () => number | undefined) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'dockmedic-bench-'));
  const file = join(folder, 'status');
  const code = `import{readFileSync,writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(file)},readFileSync('/proc/self/status')))`;
  const read = (): number | undefined => {
    const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
    rmSync(folder, { recursive: true, force: true });
    const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  };
  return measure(['--import', `data:text/javascript,${encodeURIComponent(code)}`], read);
};
