import { closest } from '#parse/closest';

/** What to say after "there is no such name": the one that was probably meant, else where all of them stand. */
export const didYouMean = (name: string, known: Iterable<string>): string => {
  const meant = closest(name, known);
  return meant === undefined ? ' dockmedic list shows them all.' : ` Did you mean ${meant}?`;
};
