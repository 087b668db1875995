import { code } from '#core/finding';

/** The sentences of `network/firewall`. */
export const firewallCodes = {
  'net-iptables-backend-mix': code<{
    readonly inUse: string;
    readonly left: string;
    readonly networks: readonly string[];
  }>({
    severity: 'warning',
    message: ({ inUse, left, networks }) =>
      `Docker's rules are in both backends of iptables: it uses ${inUse}, and ${left} still drops forwarded packets${networks.length === 0 ? '' : `, those of ${networks.join(', ')} among them`}.`,
    cause: () =>
      'iptables was switched between iptables-legacy and iptables-nft while the engine had rules, or a container or tool brings an iptables of the other kind.',
    consequence: () =>
      'A packet has to pass both. Networks that only the newer rules know, which are all new ones, have no way out.',
    leadsTo: ['net-egress-blocked'],
    remedy: ({ inUse }) =>
      `Choose one backend (sudo update-alternatives --config iptables; other tools of this host have to use it too), and restart the machine, which empties the other. To keep ${inUse}, that restart alone suffices.`,
  }),
  'net-forward-drop': code<{
    readonly networks: readonly string[];
    readonly bridges: readonly string[];
  }>({
    severity: 'error',
    message: ({ networks, bridges }) =>
      networks.length > 0
        ? `The firewall drops what containers on ${networks.join(', ')} send out: the policy of FORWARD is DROP, and no rule lets them through.`
        : `The firewall drops what comes from ${bridges.join(', ')}, bridges of other programs: the policy of FORWARD is DROP, and no rule lets them through.`,
    cause: ({ networks }) =>
      networks.length > 0
        ? "A firewall script or another tool removed the engine's rules and left, or set, the policy DROP."
        : 'Docker sets the policy to DROP when it switches forwarding on, and makes rules for its own networks alone.',
    consequence: ({ networks }) =>
      networks.length > 0
        ? 'These containers reach nothing beyond the host: no name server, no registry, no internet.'
        : 'Virtual machines and other containers there reach nothing beyond the host, unless that is meant so.',
    remedy: ({ networks, bridges }) =>
      networks.length > 0
        ? 'Restart the engine, which makes its rules anew (sudo systemctl restart docker), and have the firewall start before it.'
        : `If they are to get out: sudo iptables -I DOCKER-USER -i ${bridges[0] ?? 'BRIDGE'} -j ACCEPT, and the same with -o; keep it where the firewall's rules are kept. From Docker 28 on, "ip-forward-no-drop": true in daemon.json leaves the policy alone.`,
    leadsTo: ['net-egress-blocked', 'dns-loopback-stub', 'dns-container-unanswered', 'dns-container-refused'],
    docs: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  }),
};
