import { linesOf, wordsOf } from '#parse/text';

/**
 * `/etc/resolv.conf`, as resolv.conf(5) and glibc read it: keyword at the start of the line, `#` and `;` comments.
 *
 *     nameserver 127.0.0.53
 *     options edns0 trust-ad
 *     search corp.example lan
 */
export interface ResolvConf {
  /** In order; glibc asks the first three only. */
  readonly nameservers: readonly string[];
  /** Of the last `search` or `domain` line, which wins. */
  readonly search: readonly string[];
  readonly options: readonly string[];
}

const MAX_ENTRIES = 256;

export const parseResolvConf = (text: string): ResolvConf => {
  const nameservers: string[] = [];
  const options: string[] = [];
  let search: readonly string[] = [];
  for (const line of linesOf(text)) {
    const [keyword, ...values] = wordsOf(line.slice(0, 4096).replace(/\s[#;].*$/, ''));
    const [first] = values;
    if (first === undefined || /^\s/.test(line)) continue;
    if (keyword === 'nameserver') nameservers.push(first);
    else if (keyword === 'search') search = values;
    else if (keyword === 'domain') search = [first];
    else if (keyword === 'options') options.push(...values);
  }
  return {
    nameservers: nameservers.slice(0, MAX_ENTRIES),
    search: search.slice(0, MAX_ENTRIES),
    options: options.slice(0, MAX_ENTRIES),
  };
};

/** An address that means "this machine", and inside a container therefore the container: 127.0.0.0/8 and ::1. */
export const isLoopbackAddress = (address: string): boolean => {
  const bare = address
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '');
  const ipv4 = bare.replace(/^::ffff:/, '');
  return /^127(\.\d{1,3}){3}$/.test(ipv4) || /^(0{0,4}:){2,7}0{0,3}1$/.test(bare);
};
