import { isUnavailable, type Unavailable } from '#core/answer';
import type { Argv, CommandOutput, ReadableHost } from '#core/host';
import { type ProgramHeader, parseProgramHeader } from '#parse/program-header';

/** How a program that another program starts answers to it. */
export type ProgramAnswer =
  | { readonly kind: 'answered'; readonly output: CommandOutput }
  /** It cannot be started by anybody. */
  | { readonly kind: 'unusable'; readonly detail: string }
  /** It was not to be learned. */
  | { readonly kind: 'unknown'; readonly obstacle: Unavailable };

const HEADER_BYTES = '20';

/** Starts a program as one written in Go would: a text without `#!` is no script for it, whatever a shell makes of it. */
export const runProgram = async (
  host: ReadableHost,
  argv: Argv,
  options: { readonly arch: string; readonly timeoutMs?: number },
): Promise<ProgramAnswer> => {
  const header = await headerOf(host, argv[0]);
  if (header?.kind === 'other') return { kind: 'unusable', detail: noProgram(header.starts) };
  const { arch, ...more } = options;
  const output = await host.query(argv, more);
  const foreign = foreignWords(header, arch);
  if (!isUnavailable(output))
    return FROM_A_SHELL.has(output.exitCode) && foreign !== undefined
      ? { kind: 'unusable', detail: foreign }
      : { kind: 'answered', output };
  const words = output.errno === undefined ? undefined : FAULTS[output.errno];
  return words === undefined
    ? { kind: 'unknown', obstacle: output }
    : { kind: 'unusable', detail: foreign ?? `it cannot be started: ${words}` };
};

/** What a program that the kernel refuses ends with: a shell was given it, and could make nothing of it. */
const FROM_A_SHELL: ReadonlySet<number> = new Set([2, 126, 127]);

/** Set up for it (binfmt_misc, WSL), a kernel runs such programs all the same. */
const foreignWords = (header: ProgramHeader | undefined, arch: string): string | undefined => {
  if (header?.kind === 'windows') return 'it is a program of Windows, which is not to be started from here';
  return header?.kind === 'elf' && header.machine !== undefined && header.machine !== arch
    ? `it is built for ${header.machine}, and this host is ${arch}`
    : undefined;
};

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'the program or loader that it needs is missing',
  EACCES: 'permission denied (a file system without exec, or an interpreter without it)',
  ENOEXEC: 'not a format that this kernel runs',
};

const noProgram = (starts: string): string =>
  starts === '' ? 'it is empty' : `it is no program; it starts with "${starts}"`;

/** `undefined` where it may not be read, which does not keep it from being run. */
const headerOf = async (host: ReadableHost, path: string): Promise<ProgramHeader | undefined> => {
  const head = await host.query(['head', '-c', HEADER_BYTES, '--', path]);
  return isUnavailable(head) || head.exitCode !== 0 ? undefined : parseProgramHeader(head.stdout);
};
