import { code } from '#core/finding';

export type HostProblem = 'missing' | 'dangling' | 'not-a-file' | 'empty' | 'unanswered';

const FILE = '/etc/resolv.conf';

/** The sentences of `network/dns`. */
export const dnsCodes = {
  'dns-host-broken': code<{
    readonly problem: HostProblem;
    readonly target: string | undefined;
    readonly servers: readonly string[];
  }>({
    severity: 'error',
    message: ({ problem, target, servers }) => hostMessage(problem, target, servers),
    cause: ({ problem, target }) => {
      switch (problem) {
        case 'dangling':
          return target?.includes('systemd/resolve')
            ? 'systemd-resolved, which makes that file, does not run.'
            : 'The program that makes that file does not run, or was removed.';
        case 'missing':
        case 'not-a-file':
        case 'empty':
          return 'The program that fills the file (systemd-resolved, NetworkManager, a DHCP client, a VPN) was stopped or removed, or left it so.';
        case 'unanswered':
          return 'They are out of reach or stopped: a VPN that is gone, another network, a firewall, a local resolver that does not run.';
      }
    },
    consequence: () =>
      'Pulls, builds, logins, and everything in containers that needs a name fail, and the messages blame the registry.',
    remedy: ({ problem, target }) => {
      if (target?.includes('systemd/resolve')) {
        return 'Start the resolver: sudo systemctl restart systemd-resolved';
      }
      return problem === 'unanswered'
        ? `Connect the network or VPN that these servers belong to, or have the network's configuration write others into ${FILE}.`
        : `Restart what manages the network, or with systemd-resolved: sudo ln -sf /run/systemd/resolve/stub-resolv.conf ${FILE}`;
    },
    leadsTo: [
      'dns-loopback-stub',
      'dns-container-unanswered',
      'proxy-daemon-unset',
      'proxy-stale',
      'reg-unreachable',
    ],
  }),
  'dns-loopback-stub': code<{ readonly given: readonly string[]; readonly upstreams: readonly string[] }>({
    severity: 'error',
    message: ({ given }) =>
      `Containers are given the name servers ${given.join(', ')}, which do not answer, while this host resolves names.`,
    cause: () =>
      `${FILE} names only a resolver on this host itself, which containers cannot reach, so the engine put others in its place.`,
    consequence: () => 'Names resolve on the host and in no container.',
    remedy: ({ upstreams }) =>
      `Tell the engine which servers to hand on: "dns": [${
        upstreams.length === 0
          ? 'the servers of your network'
          : upstreams.map((server) => `"${server}"`).join(', ')
      }] in /etc/docker/daemon.json, then restart it.`,
    docs: 'https://docs.docker.com/engine/daemon/troubleshoot/',
  }),
  'dns-container-unanswered': code<{
    readonly given: readonly string[];
    /** The container itself asked. */
    readonly inside: boolean;
    readonly answersHost: readonly string[];
  }>({
    severity: 'warning',
    message: ({ given, inside, answersHost }) => {
      if (given.length === 0) return 'Containers are given no name server.';
      if (!inside)
        return `Containers are given the name servers ${given.join(', ')}, which do not answer this host.`;
      return answersHost.length === 0
        ? `A container got no answer from the name servers that it is given: ${given.join(', ')}.`
        : `A container got no answer from the name servers that it is given, ${given.join(', ')}, while ${answersHost.join(', ')} ${answersHost.length === 1 ? 'answers' : 'answer'} this host.`;
    },
    cause: ({ answersHost }) =>
      answersHost.length === 0
        ? 'The engine is set up with servers of its own ("dns" in daemon.json, "dns_servers" in containers.conf), or still has those of an earlier network.'
        : 'A firewall between containers and that server, on this host too (the chain INPUT, ufw), or the server itself lets only the host ask.',
    consequence: ({ inside }) =>
      inside
        ? 'Names resolve on the host and in no container.'
        : 'Names resolve on the host, but probably in no container.',
    remedy: ({ answersHost }) =>
      answersHost.length === 0
        ? 'Correct or remove that setting, then restart the engine.'
        : 'Let the addresses of container networks ask it: in the firewall (UDP and TCP, port 53), and in the settings of the name server.',
  }),
  'dns-container-refused': code<{
    readonly given: readonly string[];
    readonly name: string;
    readonly said: string;
  }>({
    severity: 'warning',
    message: ({ given, name, said }) =>
      `The name servers ${given.join(', ')} tell this host the address of ${name}, and a container not (${said}).`,
    cause: ({ said }) =>
      said.includes('REFUSED')
        ? 'The name server answers only the addresses that it is set up for (allow-query, access-control), and those of container networks are not among them.'
        : 'The servers that containers are given know other names than those of this host.',
    consequence: ({ name }) => `What is looked up in containers fails, ${name} to begin with.`,
    remedy: () =>
      'Let the name server answer container networks (172.16.0.0/12 by default), or give containers another one: "dns" in daemon.json.',
  }),
  'dns-name-unknown': code<{ readonly name: string; readonly said: string }>({
    severity: 'info',
    message: ({ name, said }) =>
      `The name servers answer that ${name} ${ANSWERS[said] ?? 'cannot be told'} (${said}).`,
    cause: () => 'This network may block that name or know no public names at all, on purpose or not.',
    consequence: ({ name }) =>
      `What is looked up by that name fails: nothing is pulled from ${name}, unless a proxy or mirror stands in.`,
    remedy: () =>
      'If this network is meant to be isolated, name one of its own hosts as dnsName in the configuration.',
  }),
};

/** What a name server says by its code. */
const ANSWERS: Readonly<Record<string, string>> = {
  NXDOMAIN: 'does not exist',
  NOERROR: 'has no address',
  REFUSED: 'is not for this host to ask',
  SERVFAIL: 'could not be looked up',
};

const hostMessage = (
  problem: HostProblem,
  target: string | undefined,
  servers: readonly string[],
): string => {
  switch (problem) {
    case 'missing':
      return `There is no ${FILE}, so names cannot be resolved.`;
    case 'dangling':
      return `${FILE} is a link to ${target ?? 'nowhere'}, which does not exist.`;
    case 'not-a-file':
      return `${FILE} is not a file.`;
    case 'empty':
      return `${FILE} names no name server, and none runs on this host.`;
    default:
      return `No name server answers: ${servers.join(', ')}.`;
  }
};
