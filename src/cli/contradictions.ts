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
  script,
  formats,
  list,
  yes,
}: Options): void => {
  if (host !== undefined && context !== undefined)
    throw new UsageError('--host and --context name two engines. Give one of them.');
  if (list && (operands.length > 0 || dryRun || yes))
    throw new UsageError('--list only shows what is on record: it goes without a run, --dry-run and --yes.');
  if (script && (yes || formats.some(({ path }) => path === undefined)))
    throw new UsageError(
      '--script prints the plan to standard output and changes nothing: it goes without --yes, and a report beside it needs a file (--format json:FILE).',
    );
  if (replay === undefined) return;
  if (host !== undefined || context !== undefined)
    throw new UsageError(
      'A recording tells of the engine that was recorded: --replay goes without --host and --context.',
    );
  if (image !== undefined)
    throw new UsageError('A recording tells of the image that was recorded: --replay goes without --image.');
  if (command === 'fix' && !dryRun)
    throw new UsageError('A recording cannot be repaired; only --dry-run and --script show plans.');
};
