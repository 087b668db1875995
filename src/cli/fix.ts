import type { ExitCode } from '#core/report';
import { runCheck } from './check.ts';
import type { Options } from './options.ts';
import type { Run } from './run.ts';
export const runFixes = (run: Run, options: Options): Promise<ExitCode> => runCheck(run, options);
