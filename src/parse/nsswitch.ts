import { linesOf, wordsOf } from '#parse/text';

/**
 * The `hosts` line of `/etc/nsswitch.conf`: who is asked for the address of a name, in order.
 *
 *     hosts:          files mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] dns
 */
export interface NsswitchSource {
  readonly name: string;
  /** The text in brackets behind it: `NOTFOUND=return`. */
  readonly actions?: string;
}

/** `undefined` where the file has no such line. */
export const parseNsswitchHosts = (text: string): readonly NsswitchSource[] | undefined => {
  const line = linesOf(text).findLast((candidate) => /^\s*hosts\s*:/.test(candidate));
  if (line === undefined) return undefined;
  const list = line.slice(line.indexOf(':') + 1, 4096).replace(/#.*$/, '');
  const sources: NsswitchSource[] = [];
  for (const piece of list.match(/\[[^\]]*\]|[^\s[]+/g) ?? []) {
    const last = sources.at(-1);
    if (!piece.startsWith('[')) sources.push({ name: piece });
    else if (last !== undefined)
      sources[sources.length - 1] = { ...last, actions: wordsOf(piece.slice(1, -1)).join(' ') };
  }
  return sources;
};
