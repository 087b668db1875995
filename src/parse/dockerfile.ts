import { linesOf } from '#parse/text';

/**
 * Where a Dockerfile takes the whole directory in, and what is built anew whenever anything in it has changed.
 *
 *     COPY . /app
 *     RUN npm ci
 */
export interface WholeCopy {
  readonly line: number;
  /** Steps of the same stage after it that run a command. */
  readonly runsAfter: number;
}

const COPIES_ALL = /^\s*(?:COPY|ADD)\s+(?:--(?!from)\S+\s+)*(?:\.\/?\s+\S|\[\s*"\.\/?"\s*,)/i;

/** The first of its kind that commands follow. */
export const parseWholeCopy = (text: string): WholeCopy | undefined => {
  const lines = linesOf(text);
  for (const [index, line] of lines.entries()) {
    if (!COPIES_ALL.test(line)) continue;
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((one) => /^\s*FROM\s/i.test(one));
    const runsAfter = (end < 0 ? rest : rest.slice(0, end)).filter((one) => /^\s*RUN\s/i.test(one)).length;
    if (runsAfter > 0) return { line: index + 1, runsAfter };
  }
  return undefined;
};
