import type { OfferedFix } from '#engine/proposals';

/**
 * The offer of that id, or all that a finding of that name calls for. Of several that delete, the one that does least harm: what it
 * frees may be enough. What goes by a name of its own is never among them.
 */
export const offersFor = (name: string, offered: readonly OfferedFix[]): readonly OfferedFix[] => {
  const named = offered.filter(({ id }) => id === name);
  if (named.length > 0) return named;
  const called = offered.filter(
    ({ proposal, resolves }) => proposal.byName === undefined && resolves.some(({ code }) => code === name),
  );
  const deleting = called.filter(({ proposal }) => proposal.risk === 'destructive');
  return called.filter((offer) => !deleting.slice(1).includes(offer));
};
