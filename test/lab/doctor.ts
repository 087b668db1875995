import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Report } from '#core/report';
import type { As, LabHost } from './host.ts';

/** What a run of the program said. */
export interface Said {
  readonly exitCode: number | undefined;
  readonly wallMs: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Absent where standard output is not one JSON document that keeps to the schema; then `complaint` says why. */
  readonly report?: Report;
  readonly complaint?: string;
}

export type Doctor = (host: LabHost, args: readonly string[], as: As) => Promise<Said>;

/** The built program as users of a host run it, its documents held against the schema that it publishes. */
export const doctorOf = async (program: string): Promise<Doctor> => {
  const validate = await validator(join(program, 'dist', 'report.schema.json'));
  return async (host, args, as) => {
    const start = performance.now();
    const done = await host.run(['dockmedic', ...args], { timeoutMs: 90_000, ...as });
    const wallMs = performance.now() - start;
    return { ...done, wallMs, ...documentIn(done.stdout, validate) };
  };
};

const validator = async (path: string): Promise<ValidateFunction> =>
  new Ajv({ strict: false }).compile(JSON.parse(await readFile(path, 'utf8')));

const documentIn = (
  stdout: string,
  validate: ValidateFunction,
): { readonly report?: Report; readonly complaint?: string } => {
  try {
    const document: unknown = JSON.parse(stdout);
    if (!validate(document)) return { complaint: `not by the schema: ${JSON.stringify(validate.errors)}` };
    // The schema is generated from the type, so what it accepts is one of its documents.
    const report = document as Report;
    return Array.isArray(report.checks) ? { report } : { complaint: 'no report but another document' };
  } catch (error) {
    return { complaint: `not one JSON document: ${String(error)}` };
  }
};

export const rootsOf = (said: Said): readonly string[] =>
  said.report?.rootCauses.map(({ code }) => code) ?? [];

/** Codes of findings that stand under another one. */
export const echoesOf = (said: Said): readonly string[] =>
  (said.report?.checks ?? []).flatMap(({ findings }) =>
    findings.filter(({ causedBy }) => causedBy !== undefined).map(({ code }) => code),
  );

/** Codes of findings that are worth knowing and no fault. */
export const remarksOf = (said: Said): readonly string[] =>
  (said.report?.checks ?? []).flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'info').map(({ code }) => code),
  );

/** A run in a few lines. */
export const inBrief = (said: Said): string => {
  const rows = (said.report?.checks ?? []).filter(
    ({ status, findings }) => (status !== 'ok' && status !== 'skipped') || findings.length > 0,
  );
  const lines = rows.flatMap(({ id, status, findings, reason, evidence }) => [
    `${status} ${id}${reason === undefined ? '' : `: ${reason.text}`}`,
    ...findings.map(
      (found) =>
        `  ${found.severity} ${found.code}: ${found.message} [${found.cause}]${found.causedBy ? ` (by ${found.causedBy})` : ''} fixes: ${found.fixes.join(' ')}`,
    ),
    ...evidence.map(({ source, observed }) => `    ${source}: ${observed}`),
  ]);
  const repairs = (said.report?.repairs ?? []).map((repair) => `repair ${JSON.stringify(repair)}`);
  const next = said.report?.nextAction;
  return [
    `exit ${said.exitCode} after ${Math.round(said.wallMs)} ms; roots: ${rootsOf(said).join(', ') || 'none'}${said.complaint ? `; ${said.complaint}` : ''}`,
    ...(next === undefined ? [] : [`next: ${next.text} (${next.command ?? 'no command'})`]),
    ...lines,
    ...repairs,
    ...(said.report === undefined ? [said.stdout.slice(0, 3000)] : []),
    ...(said.stderr.trim() === '' ? [] : [`stderr: ${said.stderr.slice(0, 2000)}`]),
  ].join('\n');
};
