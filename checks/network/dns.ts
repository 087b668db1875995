import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { formatDuration } from '#core/text';
import type { NameServerAnswer } from '#facts/ask-name-server';
import {
  type ContainerNameServer,
  type ContainerNameServers,
  containerNameServers,
} from '#facts/container-name-servers';
import { type DaemonJsonTarget, daemonJsonTarget, whereTaken } from '#facts/daemon-json-target';
import { type DefaultRoute, defaultRoute } from '#facts/default-route';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { type NameServers, nameServers } from '#facts/name-servers';
import { type HostResolvConf, RESOLV_CONF, resolvConf } from '#facts/resolv-conf';
import { type StubResolver, stubResolver } from '#facts/stub-resolver';
import { usableNameServers } from '#facts/usable-name-servers';
import { linkResolvConf } from '#fixes/link-resolv-conf';
import { setContainerDns } from '#fixes/set-container-dns';
import { startNameResolver } from '#fixes/start-name-resolver';
import { dnsCodes, type HostProblem } from './dns.codes.ts';

type Finding = FindingOf<typeof dnsCodes>;

export const networkDns = defineCheck({
  id: 'network/dns',
  title: 'Names resolve',
  about:
    'A broken resolver shows as a registry that cannot be reached. This check asks each name server itself, and looks at what a container is given, which may differ from what the host has.',
  symptoms: [
    'Temporary failure in name resolution',
    'names do not resolve in containers',
    'lookup registry-1.docker.io: no such host, server misbehaving',
  ],
  needs: {
    file: resolvConf,
    host: nameServers,
    route: optional(defaultRoute),
    container: optional(containerNameServers),
    engine: optional(engineInUse),
    stub: optional(stubResolver),
    usable: optional(usableNameServers),
    target: optional(daemonJsonTarget),
  },
  codes: dnsCodes,
  applies: ({ host, route }) =>
    isOffline(route) && !resolves(host)
      ? 'this host has no default route, so no name server is in reach (read /proc/net/route and /proc/net/ipv6_route)'
      : true,
  evaluate: (needs) => ({
    evidence: [
      fileEvidence(needs.file),
      ...serversEvidence(needs.host),
      ...containerEvidence(needs.container),
    ],
    findings: findings(needs),
  }),
});

interface Views {
  readonly file: HostResolvConf;
  readonly host: NameServers;
  readonly container: ContainerNameServers | Unavailable;
  readonly engine: EngineInUse | Unavailable;
  readonly stub: StubResolver | undefined | Unavailable;
  readonly usable: readonly string[] | Unavailable;
  readonly target: DaemonJsonTarget | Unavailable;
}

const findings = ({ file, host, container, engine, stub, ...rest }: Views): readonly Finding[] => {
  const broken = judgeHost(file, host, ifAvailable(stub));
  if (broken !== undefined) return [broken];
  const id = ifAvailable(engine)?.id;
  const about = id === undefined ? {} : { engine: id };
  const inContainers = isUnavailable(container) ? [] : judgeContainer(file, host, container, rest);
  return [...judgeName(host), ...inContainers.map((finding) => ({ ...finding, ...about }))];
};

const isOffline = (route: DefaultRoute | Unavailable): boolean =>
  !isUnavailable(route) && !route.ipv4 && !route.ipv6;

const answered = ({ outcome }: NameServerAnswer): boolean => outcome.kind === 'answered';

const systemResolves = ({ system }: NameServers): boolean => !isUnavailable(system) && system.length > 0;

const resolves = (host: NameServers): boolean => host.servers.some(answered) || systemResolves(host);

/** Any reply proves a server. Programs written in Go, the engines among them, ask the servers of the file, so
 *  that a system with other sources of names is only half well without any. */
const judgeHost = (
  file: HostResolvConf,
  host: NameServers,
  stub: StubResolver | undefined,
): Finding | undefined => {
  if (host.servers.some(answered)) return undefined;
  const servers = host.servers.map(({ address }) => address);
  return {
    code: 'dns-host-broken',
    subject: RESOLV_CONF,
    severity: systemResolves(host) ? 'warning' : 'error',
    params: { problem: problemOf(file), target: file.linkTarget, servers },
    fixes: resolverFixes(file, stub),
  };
};

/** A file that leads to systemd-resolved wants it to run; one that leads nowhere can lead there, where it answers. */
const resolverFixes = (
  { state, linkTarget }: HostResolvConf,
  stub: StubResolver | undefined,
): readonly ProposalRequest[] => {
  const isIts = linkTarget?.includes('systemd/resolve') ?? false;
  if (isIts && stub?.startable !== undefined)
    return [propose(startNameResolver, { resetFailed: stub.startable === 'failed' })];
  if (stub?.answers !== true || (state !== 'dangling' && state !== 'missing')) return [];
  return [propose(linkResolvConf, linkTarget === undefined ? {} : { linkTarget })];
};

const problemOf = ({ state, nameservers }: HostResolvConf): HostProblem => {
  if (state !== 'present') return state;
  return nameservers.length === 0 ? 'empty' : 'unanswered';
};

const judgeName = (host: NameServers): readonly Finding[] => {
  const known = host.servers.some(({ outcome }) => outcome.kind === 'answered' && outcome.answers > 0);
  if (known || systemResolves(host)) return [];
  const said = [...new Set(host.servers.flatMap(rcodes))].join(', ');
  return [{ code: 'dns-name-unknown', subject: host.name, params: { name: host.name, said } }];
};

const rcodes = ({ outcome }: NameServerAnswer): readonly string[] =>
  outcome.kind === 'answered' ? [outcome.rcode] : [];

const judgeContainer = (
  file: HostResolvConf,
  host: NameServers,
  { given, servers }: ContainerNameServers,
  { usable, target }: Pick<Views, 'usable' | 'target'>,
): readonly Finding[] => {
  if (!given) return [];
  const addresses = servers.map(({ address }) => address);
  const subject = 'the resolv.conf of containers';
  if (servers.some(works)) {
    const said = [...new Set(servers.flatMap(rcodes))];
    const isRefused = servers.every(({ inside }) => inside) && said.every(isFinal);
    if (!isRefused || !host.servers.some(told)) return [];
    const params = { given: addresses, name: host.name, said: said.join(', ') };
    return [{ code: 'dns-container-refused', subject, params }];
  }
  const inside = servers.length > 0 && servers.every((server) => server.inside);
  const known = ifAvailable(usable) ?? [];
  const fixes = whereTaken(target, (target) =>
    known.length === 0 || target.inUse === undefined
      ? undefined
      : propose(setContainerDns, { target, servers: known }),
  );
  const about = { subject, ...(fixes.length === 0 ? {} : { fixes }) };
  const onlyLoopback = file.nameservers.length > 0 && file.nameservers.every(isLoopback);
  return onlyLoopback && addresses.length > 0
    ? [
        {
          code: 'dns-loopback-stub',
          ...about,
          params: {
            given: addresses,
            upstreams: known.length === 0 ? reachable(file.upstreams) : known,
          },
        },
      ]
    : [
        {
          code: 'dns-container-unanswered',
          ...about,
          ...(inside ? { severity: 'error' as const } : {}),
          params: { given: addresses, inside, answersHost: answering(host, addresses) },
        },
      ];
};

/** 127.0.0.11 is Docker's own resolver, which lives inside the container. */
const works = (server: ContainerNameServer): boolean =>
  server.address === '127.0.0.11' || (answered(server) && (server.inside || !isLoopback(server.address)));

/** SERVFAIL may pass, and NOERROR without an address has many reasons. */
const isFinal = (rcode: string): boolean => rcode === 'REFUSED' || rcode === 'NXDOMAIN';

const told = ({ outcome }: NameServerAnswer): boolean => outcome.kind === 'answered' && outcome.answers > 0;

const answering = (host: NameServers, addresses: readonly string[]): readonly string[] =>
  host.servers
    .filter((server) => addresses.includes(server.address) && answered(server))
    .map(({ address }) => address);

const reachable = (upstreams: readonly string[]): readonly string[] =>
  upstreams.filter((address) => !isLoopback(address));

const isLoopback = (address: string): boolean => /^(?:127\.|::1$|::ffff:127\.)/i.test(address);

const fileEvidence = ({ state, linkTarget, nameservers }: HostResolvConf): Evidence => {
  const link = linkTarget === undefined ? '' : ` (link to ${linkTarget})`;
  const servers = nameservers.length === 0 ? 'no name server' : `name servers ${nameservers.join(', ')}`;
  return { source: `read ${RESOLV_CONF}`, observed: `${state === 'present' ? servers : state}${link}` };
};

const serversEvidence = ({ name, servers, system }: NameServers): readonly Evidence[] => [
  ...servers.map((server) => ({
    source: `ask ${server.address} for ${name}`,
    observed: outcomeText(server),
  })),
  {
    source: `getaddrinfo ${name}`,
    observed: isUnavailable(system) ? system.detail : system.join(', ') || 'no address',
  },
];

const outcomeText = ({ outcome }: NameServerAnswer): string => {
  switch (outcome.kind) {
    case 'answered':
      return `${outcome.rcode}, ${outcome.answers} records${outcome.durationMs === undefined ? '' : `, in ${formatDuration(outcome.durationMs)}`}`;
    case 'timed-out':
      return `no answer within ${formatDuration(outcome.afterMs)}`;
    case 'unreachable':
      return outcome.detail;
  }
};

const containerEvidence = (container: ContainerNameServers | Unavailable): readonly Evidence[] => {
  const source = 'resolv.conf of a container';
  if (isUnavailable(container)) return [{ source, observed: `not seen: ${container.detail}` }];
  if (!container.given) return [{ source, observed: 'the engine put none there' }];
  const servers = container.servers.map((server) => {
    const asker = server.inside ? 'asked by the container' : 'asked by this host';
    return `${server.address} (${asker}: ${outcomeText(server)})`;
  });
  return [{ source, observed: servers.join('; ') || 'no name server' }];
};
