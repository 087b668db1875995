const MAX_WORD = 60;

/** The number of letters to insert, delete, replace or swap with a neighbour. */
const distance = (a: string, b: string): number => {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
};

const plain = (word: string): string => word.toLowerCase().replaceAll('_', '-');

/** The known word that `word` was probably meant to be: at most two letters off, and one in four. */
export const closest = (word: string, known: Iterable<string>): string | undefined => {
  if (word.length > MAX_WORD) return undefined;
  const limit = Math.min(2, Math.floor(word.length / 4));
  const ranked = [...known]
    .filter((candidate) => Math.abs(candidate.length - word.length) <= limit)
    .map((candidate) => ({ candidate, off: distance(plain(word), plain(candidate)) }))
    .filter(({ off }) => off <= limit)
    .sort((a, b) => a.off - b.off);
  return ranked[0]?.candidate;
};
