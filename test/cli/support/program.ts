import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createRawServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import type { ReportDocument } from '#core/report';

/** The built program; `npm test` builds it first. */
export const PROGRAM = fileURLToPath(new URL('../../../dist/bin.js', import.meta.url));

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly program?: string;
  readonly stdio?: SpawnOptions['stdio'];
  /** Called once it runs, to disturb it. */
  readonly disturb?: (child: ChildProcess) => void;
}

/** Runs the program with nothing of this machine's environment but what is given. */
export const run = (args: readonly string[], options: RunOptions = {}): Promise<Ended> => {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [options.program ?? PROGRAM, ...args], {
    cwd: options.cwd ?? '/',
    env: { PATH: '/usr/bin:/bin', HOME: '/proc/none', ...options.env },
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  options.disturb?.(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) =>
      resolve({ exitCode, signal, stdout, stderr, durationMs: performance.now() - startedMs }),
    );
  });
};

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../../src/core/report.schema.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv({ strict: false, allErrors: true });
const isValid = ajv.compile(schema as object); // the schema is an object

/** The one document on standard output; throws unless it is one, is valid, and says the exit code itself. */
export const documentOf = ({ stdout, exitCode }: Ended): ReportDocument => {
  const document: unknown = JSON.parse(stdout);
  if (!isValid(document)) throw new Error(JSON.stringify(isValid.errors, undefined, 1));
  const valid = document as ReportDocument; // the schema is made from this very type
  if (valid.exitCode !== exitCode) throw new Error(`says ${valid.exitCode}, ended with ${exitCode}`);
  return valid;
};

export interface Engine {
  close(): void;
}

/** Answers `/_ping` as Docker does, and everything else as it is told. */
export const engineAt = (path: string, other: RequestListener = (_, response) => response.end('{}')) =>
  new Promise<Engine>((resolve) => {
    const server = createServer((request, response) => {
      if (request.url !== '/_ping') return other(request, response);
      response.writeHead(200, { 'Api-Version': '1.41' }).end('OK');
    });
    server.listen(path, () => resolve({ close: () => server.close() }));
  });

/** Takes connections and says nothing, like a stopped dockerd. */
export const frozenAt = (path: string) =>
  new Promise<Engine>((resolve) => {
    const server = createRawServer((socket) => socket.on('error', () => undefined));
    server.listen(path, () => resolve({ close: () => server.close() }));
  });
