import { expect, test } from 'vitest';
import { describeOnEngine } from './support/bench.ts';

// What the kernel was asked for, by the program and by everything that it started.

const CHANGING = [
  ...['unlink', 'unlinkat', 'rename', 'renameat', 'renameat2', 'mkdir', 'mkdirat', 'rmdir', 'creat'],
  ...['link', 'linkat', 'symlink', 'symlinkat', 'mknod', 'mknodat', 'truncate', 'ftruncate'],
  ...['chmod', 'fchmod', 'fchmodat', 'chown', 'lchown', 'fchown', 'fchownat', 'utimensat'],
  ...['setxattr', 'lsetxattr', 'fsetxattr', 'removexattr', 'lremovexattr', 'mount', 'umount2'],
];
const TRACED = [...CHANGING, 'open', 'openat', 'write', 'writev', 'sendto', 'sendmsg'];

/** Nothing of the host: the terminal, what a process says of itself. */
const HARMLESS = /"(\/dev\/(null|tty|pts\/\d+)|\/proc\/(self|\d+)\/[^"]*)"/;

const isWrite = (line: string): boolean => {
  if (/ = -1 E/.test(line) || HARMLESS.test(line)) return false;
  if (/\bopen(at)?\(/.test(line)) return /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)/.test(line);
  return CHANGING.some((call) => new RegExp(`\\b${call}\\(`).test(line));
};

const isRequest = (line: string): boolean =>
  /\b(write|writev|sendto|sendmsg)\(/.test(line) && /"(POST|PUT|DELETE|PATCH) \//.test(line);

const UNDER_STRACE = ['strace', '-f', '-qq', '-s', '120', '-e', `trace=${TRACED.join(',')}`, '-o'];

await describeOnEngine('a dry run, to the kernel', (bench) => {
  const traced = async (args: readonly string[]): Promise<readonly string[]> => {
    const { doctor, lab } = bench();
    const trace = `/tmp/trace-${process.pid}`;
    const { exitCode, stderr } = await doctor.run(args, { wrapper: [...UNDER_STRACE, trace] });
    expect(exitCode, stderr).toBe(0);
    const stdout = await lab.must(['cat', trace]);
    await lab.must(['rm', trace]);
    const lines = stdout.split('\n');
    expect(lines.length).toBeGreaterThan(40);
    return lines;
  };

  test('a passive look at an engine that answers writes nothing, and only asks', async () => {
    const lines = await traced(['check', '--passive', '--offline', '--json']);
    expect(lines.filter(isWrite)).toEqual([]);
    expect(lines.filter(isRequest)).toEqual([]);
    expect(lines.some((line) => line.includes('"GET /'))).toBe(true);
  });

  test('a container that is run as a probe is seen here', async () => {
    const lines = await traced(['check', 'engine', '--offline']);
    expect(lines.some(isRequest)).toBe(true);
  });

  test('the plan of a repair is made without writing anything', async () => {
    await bench().engine.stop();
    const lines = await traced(['fix', 'start-docker', '--dry-run', '--passive', '--offline']);
    expect(lines.filter(isWrite)).toEqual([]);
    expect(lines.filter(isRequest)).toEqual([]);
  });
});
