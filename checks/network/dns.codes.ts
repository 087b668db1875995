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
  'dns-container-unanswered': code<{ readonly given: readonly string[] }>({
    severity: 'warning',
    message: ({ given }) =>
      given.length === 0
        ? 'Containers are given no name server.'
        : `Containers are given the name servers ${given.join(', ')}, which do not answer this host.`,
    cause: () =>
      'The engine is set up with servers of its own ("dns" in daemon.json, "dns_servers" in containers.conf), or still has those of an earlier network.',
    consequence: () => 'Names resolve on the host, but probably in no container.',
    remedy: () => 'Correct or remove that setting, then restart the engine.',
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
