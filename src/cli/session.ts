import type { AnyCheck } from '#core/check';
import type { ExitCode } from '#core/report';
import type { Options } from './options.ts';
import type { Run } from './run.ts';
export const runInSession = async (
  _run: Run,
  _options: Options,
  _selected: readonly AnyCheck[],
): Promise<ExitCode> => 3;
