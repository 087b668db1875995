import { type Ipv4Network, overlaps, parseIpv4Network } from '#parse/ipv4-network';
import { linesOf, wordsOf } from '#parse/text';

/**
 * What `iptables-save` prints of the table filter: the policies of its chains, and its rules in order.
 *
 *     *filter
 *     :FORWARD DROP [0:0]
 *     :DOCKER-USER - [0:0]
 *     -A FORWARD -j DOCKER-USER
 *     -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
 *     COMMIT
 */
export interface FilterTable {
  /** What happens to a forwarded packet that no rule decides. Absent: there is no such chain. */
  readonly forwardPolicy: string | undefined;
  readonly chains: readonly string[];
  readonly rules: readonly FirewallRule[];
}

export interface FirewallRule {
  readonly chain: string;
  /** After `-j` or `-g`. */
  readonly target: string | undefined;
  readonly words: readonly string[];
}

export const parseFilterTable = (text: string): FilterTable => {
  const { heads, rules } = tableIn(text, 'filter');
  return {
    forwardPolicy: heads.find(({ name }) => name === 'FORWARD')?.policy,
    chains: heads.map(({ name }) => name),
    rules,
  };
};

interface Table {
  readonly heads: readonly { readonly name: string; readonly policy: string }[];
  readonly rules: readonly FirewallRule[];
}

const tableIn = (text: string, table: string): Table => {
  const lines = linesOf(text);
  const start = lines.indexOf(`*${table}`);
  const end = lines.indexOf('COMMIT', start);
  const inside = start < 0 ? [] : lines.slice(start + 1, end < 0 ? undefined : end);
  const heads = inside.flatMap((line) => {
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    return name === undefined || policy === undefined ? [] : [{ name, policy }];
  });
  return { heads, rules: inside.flatMap((line) => ruleIn(wordsOf(line)) ?? []) };
};

/** Whether packets of these addresses leave the host under the host's own address. In doubt yes: what a rule asks besides is
 *  not weighed. */
export const mayLeave = (text: string, subnets: readonly Ipv4Network[]): boolean =>
  tableIn(text, 'nat').rules.some(
    ({ target, words }) => RENAMES.includes(target) && comesFrom(words, subnets) && goesAnywhere(words),
  );

const RENAMES: readonly (string | undefined)[] = ['MASQUERADE', 'SNAT', 'NETMAP'];

const comesFrom = (words: readonly string[], subnets: readonly Ipv4Network[]): boolean => {
  const at = words.indexOf('-s');
  const source = at < 0 ? undefined : parseIpv4Network(words[at + 1] ?? '');
  return source === undefined || words[at - 1] === '!' || subnets.some((subnet) => overlaps(subnet, source));
};

/** A published port has a rule for what a container sends to itself. */
const goesAnywhere = (words: readonly string[]): boolean => {
  const at = words.indexOf('-d');
  return at < 0 || words[at - 1] === '!';
};

const ruleIn = (words: readonly string[]): FirewallRule | undefined => {
  const [flag, chain] = words;
  if (flag !== '-A' || chain === undefined) return undefined;
  const jump = words.findIndex((word) => word === '-j' || word === '-g');
  return { chain, target: jump < 0 ? undefined : words[jump + 1], words: words.slice(2) };
};

/** Whether packets that come in from a device may be let through. In doubt yes: what a rule asks besides is not weighed. */
export const mayForward = (table: FilterTable, device: string): boolean => {
  if (table.forwardPolicy !== 'DROP') return true;
  const reached = reachedFrom('FORWARD', table);
  return table.rules.some(
    (rule) => reached.has(rule.chain) && isDecision(rule) && isFor(rule, device) && !isForAnswers(rule),
  );
};

const reachedFrom = (first: string, { rules }: FilterTable): ReadonlySet<string> => {
  const reached = new Set([first]);
  for (const chain of reached) {
    for (const { chain: from, target } of rules)
      if (from === chain && target !== undefined) reached.add(target);
  }
  return reached;
};

/** Targets beyond the usual ones (NFQUEUE, a vendor's own) may let through as well. */
const NEVER_PASSES: readonly (string | undefined)[] = [
  undefined,
  'DROP',
  'REJECT',
  'RETURN',
  'LOG',
  'NFLOG',
  'MARK',
];

const isDecision = ({ target }: FirewallRule): boolean =>
  !NEVER_PASSES.includes(target) && (target === 'ACCEPT' || /^[A-Z]+$/.test(target ?? ''));

const isFor = ({ words }: FirewallRule, device: string): boolean => {
  const from = deviceAfter('-i', words);
  const to = deviceAfter('-o', words);
  const comesIn = from === undefined || from.negated !== matches(from.name, device);
  const staysIn =
    to !== undefined && !to.negated && (matches(to.name, device) || ENGINE_BRIDGE.test(to.name));
  return comesIn && !staysIn;
};

/** What goes to a container network is no way out of another. */
const ENGINE_BRIDGE = /^(?:docker\d+|br-[\da-f]{12})$/;

const deviceAfter = (flag: string, words: readonly string[]) => {
  const at = words.indexOf(flag);
  return at < 0 ? undefined : { name: words[at + 1] ?? '', negated: words[at - 1] === '!' };
};

const matches = (pattern: string, device: string): boolean =>
  pattern.endsWith('+') ? device.startsWith(pattern.slice(0, -1)) : pattern === device;

/** Rules for packets of a conversation that somebody else began, and for ping alone. */
const isForAnswers = ({ words }: FirewallRule): boolean => {
  const states = words[words.indexOf('--ctstate') + 1] ?? '';
  return (words.includes('--ctstate') && !states.includes('NEW')) || words.includes('icmp');
};
