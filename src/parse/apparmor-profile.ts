import { linesOf } from '#parse/text';

/**
 * Whether a profile is for the program at this path and lets it make user namespaces. A pattern in the place of the path counts as
 * fitting: it may.
 *
 *     profile rootlesskit /usr/bin/rootlesskit flags=(unconfined) {
 *       userns,
 *     }
 */
export const isCoveredBy = (text: string, path: string): boolean => {
  const lines = linesOf(text).map((line) => line.slice(0, 4096).replace(/#.*$/, '').trim());
  const grants = lines.some((line) => /^(?:allow\s+)?userns\b/.test(line));
  const attached = lines.flatMap((line) => ATTACHMENT.exec(line)?.[1] ?? []);
  return grants && attached.some((place) => place === path || /[*?[@{]/.test(place));
};

const ATTACHMENT = /^(?:profile\s+)?(?:[\w.-]+\s+)?"?((?:\/|@\{)[^"\s]*)"?(?:\s+[^{]*)?\{$/;
