import { type AnyCheck, categoryOf } from '#core/check';
import { UsageError } from '#core/errors';
import { didYouMean } from './did-you-mean.ts';

/** The checks that the flags leave, and whether that is fewer than all. Names are ids or categories. */
export const selectChecks = (
  checks: readonly AnyCheck[],
  only: readonly string[],
  skip: readonly string[],
): readonly AnyCheck[] => {
  const known = new Set(checks.flatMap(({ id }) => [id, categoryOf(id)]));
  for (const name of [...only, ...skip]) {
    if (!known.has(name))
      throw new UsageError(`No check or category is called "${name}".${didYouMean(name, known)}`);
  }
  const named = (check: AnyCheck, names: readonly string[]): boolean =>
    names.includes(check.id) || names.includes(categoryOf(check.id));
  const selected = checks.filter((check) => (only.length === 0 || named(check, only)) && !named(check, skip));
  if (selected.length === 0) throw new UsageError('The flags leave no check to run.');
  return selected;
};
