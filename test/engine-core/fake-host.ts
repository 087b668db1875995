import { type Unavailable, unavailable } from '#core/answer';
import {
  type Argv,
  type CommandOutput,
  type FileStat,
  type Host,
  probingHost,
  type RunOptions,
} from '#core/host';

interface FakeHostOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly fileType?: FileStat['type'];
  readonly query?: (argv: Argv) => CommandOutput | Unavailable;
  readonly run?: (argv: Argv, options: RunOptions) => CommandOutput | Unavailable;
}

const DONE: CommandOutput = { exitCode: 0, stdout: '', stderr: '' };

/** A host of plain values; every command that changes something does what `run` says. */
export const fakeHost = ({
  files = {},
  fileType = 'file',
  query,
  run = () => DONE,
}: FakeHostOptions): Host => {
  const absent = (source: string): Unavailable =>
    unavailable('absent', source, 'ENOENT', { errno: 'ENOENT' });
  const host = probingHost({ kind: 'local', label: 'fake' }, async (kind) => absent(kind));
  return {
    ...host,
    query: async (argv) => query?.(argv) ?? absent(argv.join(' ')),
    readFile: async (path) => files[path] ?? absent(`read ${path}`),
    readWhole: async (path) => files[path] ?? absent(`read ${path}`),
    lstat: async (path) =>
      files[path] === undefined
        ? absent(`lstat ${path}`)
        : { type: fileType, mode: 0o644, uid: 0, gid: 0, sizeBytes: 1, modifiedAtMs: 0 },
    run: async (argv, options) => run(argv, options),
  };
};
