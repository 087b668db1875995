import type { CatalogueDocument } from '#core/report';

/** `dockmedic list` for people: checks by category with their codes, then the fixes. */
export const renderCatalogue = ({ catalogue }: CatalogueDocument): string => {
  const categories = [...new Set(catalogue.checks.map(({ category }) => category))];
  const blocks = categories.map((category) =>
    [
      category,
      ...catalogue.checks
        .filter((check) => check.category === category)
        .flatMap(({ id, title, codes }) => [`  ${id}: ${title}`, `    ${codes.join(' ')}`]),
    ].join('\n'),
  );
  const fixes = [
    'fixes',
    ...catalogue.fixes.map(({ id, title, risk }) => `  ${id}: ${title} (${risk})`),
  ].join('\n');
  return `${[...blocks, fixes].join('\n\n')}\n`;
};
