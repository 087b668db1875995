import { UsageError } from '#core/errors';
import type { Options } from './options.ts';

/** Refuses flags of which one takes away the sense of the other. */
export const refuseContradictions = ({ command, host, context, replay, dryRun }: Options): void => {
  if (host !== undefined && context !== undefined)
    throw new UsageError('--host and --context name two engines. Give one of them.');
  if (replay === undefined) return;
  if (host !== undefined || context !== undefined)
    throw new UsageError(
      'A recording tells of the engine that was recorded: --replay goes without --host and --context.',
    );
  if (command === 'fix' && !dryRun)
    throw new UsageError('A recording cannot be repaired; only --dry-run shows plans.');
};
