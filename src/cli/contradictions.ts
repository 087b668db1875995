import { UsageError } from '#core/errors';
import type { Options } from './options.ts';

/** Refuses flags of which one takes away the sense of the other. */
export const refuseContradictions = ({
  command,
  operands,
  host,
  context,
  image,
  replay,
  dryRun,
  list,
  yes,
}: Options): void => {
  if (host !== undefined && context !== undefined)
    throw new UsageError('--host and --context name two engines. Give one of them.');
  if (list && (operands.length > 0 || dryRun || yes))
    throw new UsageError('--list only shows what is on record: it goes without a run, --dry-run and --yes.');
  if (replay === undefined) return;
  if (host !== undefined || context !== undefined)
    throw new UsageError(
      'A recording tells of the engine that was recorded: --replay goes without --host and --context.',
    );
  if (image !== undefined)
    throw new UsageError('A recording tells of the image that was recorded: --replay goes without --image.');
  if (command === 'fix' && !dryRun)
    throw new UsageError('A recording cannot be repaired; only --dry-run shows plans.');
};
