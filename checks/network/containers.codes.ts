import { code } from '#core/finding';

const OF_THE_RULES =
  'Restart the engine, which makes its rules anew. So that it does not come back, let the engine start after the firewall (After=firewalld.service nftables.service in its unit), and restart it after each reload.';

const CUT_OFF = (): string =>
  'What runs in containers reaches nothing beyond this host: no name server, no package source, no other service. Pulls go on, because the engine makes them from the host.';

/** What a container without names, or without an open port, may owe to a network that is cut off. */
const ECHOES = ['dns-loopback-stub', 'dns-container-unanswered', 'dns-container-refused'];

export type EngineKind = 'docker' | 'podman' | 'rootless';

const BLOCKERS: Readonly<Record<EngineKind, string>> = {
  docker:
    "Rules of this host's firewall drop it (the policy of FORWARD is DROP), or the engine's own rules were emptied while it ran. Only root may read which.",
  podman:
    "Rules of this host's firewall drop it (the policy of FORWARD, a zone of firewalld): Podman made its own for this container a moment ago.",
  rootless:
    'Rootless containers send through a program of the user (slirp4netns, pasta, rootlesskit), and that does not get out: a rule in OUTPUT, or a proxy or VPN that only some programs may use.',
};

const REMEDIES: Readonly<Record<EngineKind, string>> = {
  docker:
    'sudo dockmedic check network names the rules. Restarting the engine makes its own anew, which cures the most frequent case.',
  podman:
    'Look for what drops packets of podman0 or cni-podman0: sudo iptables -S FORWARD, and sudo nft list ruleset.',
  rootless: 'Look at the rules for what this user sends: sudo iptables -S OUTPUT, and sudo nft list ruleset.',
};

/** The sentences of `network/containers`. */
export const containersCodes = {
  'net-container-no-route': code<{ readonly hasAddress: boolean; readonly network: string }>({
    severity: 'error',
    message: ({ hasAddress, network }) =>
      hasAddress
        ? `A container on the network ${network} has an address, and no default route.`
        : `A container on the network ${network} has no address.`,
    cause: () => 'The engine, or a program that hooks into it, did not finish the network of the container.',
    consequence: CUT_OFF,
    remedy: () =>
      "Look at the engine's log (sudo journalctl -u docker) for the start of a container, and restart the engine.",
    leadsTo: ECHOES,
  }),
  'net-gateway-unreachable': code<{ readonly gateway: string; readonly configured: boolean }>({
    severity: 'error',
    message: ({ gateway }) =>
      `A container does not find its gateway ${gateway}: nobody on the engine's bridge has that address.`,
    cause: ({ configured }) =>
      configured
        ? 'daemon.json sets "default-gateway", and no machine on the bridge has that address.'
        : 'The bridge lost its address or was switched off while the engine ran: a network tool (NetworkManager, systemd-networkd) that takes the bridge for its own does that.',
    consequence: CUT_OFF,
    remedy: ({ configured }) =>
      configured
        ? 'Remove "default-gateway" from /etc/docker/daemon.json, then restart the engine.'
        : 'Restart the engine, which gives its bridge the address again, and let no other tool manage docker0 and br-* (unmanaged-devices in NetworkManager).',
    leadsTo: [...ECHOES, 'net-egress-blocked', 'net-published-unreachable'],
  }),
  'net-rules-emptied': code<{
    readonly witnesses: readonly string[];
    readonly networks: readonly string[];
    readonly later: readonly string[];
  }>({
    severity: 'error',
    message: ({ networks, witnesses, later }) =>
      networks.length > 0
        ? `Containers on ${networks.join(', ')} get no answers from beyond this host (${witnesses.join(', ')} was asked): the engine's rule that gives their packets this host's address is gone.`
        : `A container gets no answer from ${witnesses.join(', ')}, which answers this host, and ${later.join(', ')} changed the firewall after the engine had made its rules.`,
    cause: () =>
      'The firewall was emptied or loaded anew while the engine ran (firewalld, ufw, nftables, iptables -F), and the rules of the engine went with it.',
    consequence: CUT_OFF,
    remedy: () => OF_THE_RULES,
    leadsTo: [...ECHOES, 'net-egress-blocked', 'net-published-unreachable'],
  }),
  'net-firewalld-zone': code<{ readonly bridge: string; readonly zone: string }>({
    severity: 'error',
    message: ({ bridge, zone }) =>
      `firewalld has the engine's bridge ${bridge} in the zone ${zone}, and containers get no answer from beyond this host.`,
    cause: () =>
      'Docker puts its bridges into a zone of its own, "docker", which lets everything pass; somebody bound this one to another zone.',
    consequence: CUT_OFF,
    remedy: ({ bridge, zone }) =>
      `Take it out of that zone (sudo firewall-cmd --permanent --zone=${zone} --remove-interface=${bridge}, then sudo firewall-cmd --reload), and restart the engine.`,
    leadsTo: [...ECHOES, 'net-egress-blocked'],
  }),
  'net-forwarding-off': code<{ readonly witnesses: readonly string[] }>({
    severity: 'error',
    message: ({ witnesses }) =>
      `IPv4 forwarding is switched off on this host, and a container gets no answer from ${witnesses.join(', ')}, which answers this host.`,
    cause: () =>
      'A sysctl setting or a network tool switched net.ipv4.ip_forward off after the engine had started.',
    consequence: CUT_OFF,
    remedy: () =>
      'Switch it on (sudo sysctl net.ipv4.ip_forward=1), and find the file under /etc/sysctl.d that says 0.',
    leadsTo: [...ECHOES, 'net-ip-forward-off', 'net-egress-blocked'],
  }),
  'net-egress-blocked': code<{
    readonly witnesses: readonly string[];
    readonly kind: EngineKind;
    readonly setting: string | undefined;
  }>({
    severity: 'error',
    message: ({ witnesses }) =>
      `A container gets no answer from ${witnesses.join(', ')}, which answers this host: what containers send out does not come through.`,
    cause: ({ kind, setting }) =>
      setting === undefined
        ? BLOCKERS[kind]
        : `daemon.json has ${setting}, so that the engine makes no rules, and nobody else lets containers out.`,
    consequence: CUT_OFF,
    remedy: ({ kind, setting }) =>
      setting === undefined
        ? REMEDIES[kind]
        : `Remove ${setting} and restart the engine, or make the rules for container networks in the firewall that has the say here.`,
    leadsTo: ECHOES,
    docs: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  }),
  'net-published-unreachable': code<{
    readonly port: number;
    readonly attempts: number;
    readonly detail: string;
  }>({
    severity: 'error',
    message: ({ port, attempts, detail }) =>
      `A published port leads nowhere: dockmedic's own container listened, and ${attempts} calls of 127.0.0.1:${port} were in vain (${detail}).`,
    cause: () =>
      "This host's way to its containers is cut: rules of the engine are gone, or a rule in INPUT or OUTPUT drops what goes to its bridge.",
    consequence: () => 'docker run -p and Compose services with ports start, and nobody reaches them.',
    remedy: () =>
      'Restart the engine, which makes its rules and bridge anew. If it stays, look for rules about docker0 in INPUT and OUTPUT: sudo iptables -S',
  }),
};
