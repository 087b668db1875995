import { type AnyCheck, categoryOf } from '#core/check';
import type { AnyFix } from '#core/fix';
import type { CatalogueDocument, Tool } from '#core/report';

export const catalogueDocument = (
  tool: Tool,
  checks: readonly AnyCheck[],
  fixes: readonly AnyFix[],
): CatalogueDocument => ({
  schemaVersion: 1,
  tool,
  exitCode: 0,
  catalogue: {
    checks: checks.map(({ id, title, about, codes }) => ({
      id,
      title,
      category: categoryOf(id),
      about,
      codes: Object.keys(codes),
    })),
    fixes: fixes.map(({ id, title, risk, about }) => ({ id, title, risk, about })),
  },
});
