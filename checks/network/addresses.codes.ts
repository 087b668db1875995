import { code } from '#core/finding';

const NO_MORE = (): string =>
  'No further network can be made: docker network create and docker compose up fail with "could not find an available, non-overlapping IPv4 address pool" or "all predefined address pools have been fully subnetted".';

/** `a-part`: of a wider range, which works as long as nobody has those addresses. `way-out`: the gateway is among them. */
export type Collision = 'same' | 'way-out' | 'a-part';

/** The sentences of `network/addresses`. */
export const addressesCodes = {
  'net-pools-exhausted': code<{
    readonly total: number;
    readonly taken: number;
    readonly blocked: number;
    readonly blockers: readonly string[];
    /** Networks without a container, the first of them, and how many more there are. */
    readonly unused: readonly string[];
    readonly more: number;
  }>({
    severity: 'warning',
    message: ({ total, taken, blocked }) =>
      `None of the engine's ${total} address ranges is free for a new network: ${taken} are taken by networks${blocked === 0 ? '' : `, ${blocked} lie on routes of this host`}.`,
    cause: () => 'Each Compose project makes a network, and what is not taken down keeps it.',
    consequence: NO_MORE,
    remedy: ({ unused, more }) =>
      unused.length === 0
        ? 'Take down projects that are not needed (docker compose down), or give the engine more and smaller ranges: "default-address-pools" in /etc/docker/daemon.json, with a size of 24.'
        : `No container belongs to these networks${more === 0 ? '' : ` and ${more} more`}; remove those that no project declares as external: docker network rm ${unused.join(' ')}. For more room, set "default-address-pools" with a size of 24 in /etc/docker/daemon.json.`,
  }),
  'net-vpn-routes': code<{
    readonly total: number;
    readonly blocked: number;
    readonly blockers: readonly string[];
  }>({
    severity: 'warning',
    message: ({ total, blocked, blockers }) =>
      `None of the engine's ${total} address ranges is free for a new network: routes of this host cover ${blocked} of them: ${blockers.join(', ')}.`,
    cause: () => 'A VPN or a company network has routes to the ranges that the engine would take.',
    consequence: NO_MORE,
    remedy: () =>
      'Give the engine private ranges that no route covers ("default-address-pools" in /etc/docker/daemon.json). Where the VPN covers everything (0.0.0.0/1 and 128.0.0.0/1), make the network with a range of its own (--subnet, or ipam in the Compose file), or before the VPN connects.',
  }),
  'net-subnet-collision': code<{
    readonly network: string;
    readonly subnet: string;
    readonly device: string;
    readonly other: string;
    readonly how: Collision;
  }>({
    severity: 'warning',
    message: ({ network, subnet, device, other, how }) => {
      const where = `The container network ${network} (${subnet}, ${device})`;
      if (how === 'a-part') return `${where} is a part of what this host reaches by ${other}.`;
      return `${where} has the addresses of ${other}${how === 'way-out' ? ', the way out of this host among them' : ''}.`;
    },
    cause: ({ how }) =>
      how === 'a-part'
        ? 'That may be meant so: the range was set aside for containers.'
        : 'The network was made with a range that is in use around this host, or the host came into another network or VPN later.',
    consequence: ({ subnet, other, how }) =>
      how === 'a-part'
        ? `If machines out there have addresses in ${subnet}, they cannot be reached.`
        : `What belongs to ${other} cannot be reached from this host or its containers, or only by chance.`,
    remedy: ({ network, how }) =>
      `${how === 'a-part' ? 'If such machines exist, give' : 'Give'} ${
        network === 'bridge'
          ? 'the default bridge another range ("bip" in /etc/docker/daemon.json, such as "10.201.0.1/24"), and restart the engine.'
          : `${network} another range (ipam in the Compose file, or --subnet) and make it anew; its containers have to be connected again.`
      }`,
    leadsTo: ['dns-host-broken', 'dns-container-unanswered'],
    docs: 'https://docs.docker.com/engine/network/drivers/bridge/',
  }),
  'net-mtu': code<{
    readonly device: string;
    readonly mtu: number;
    readonly networks: readonly string[];
  }>({
    severity: 'info',
    message: ({ device, mtu, networks }) =>
      `The way out of this host, ${device}, carries packets of ${mtu} bytes; containers on ${networks.join(', ')} send larger ones.`,
    cause: () =>
      'VPNs, PPPoE and clouds carry smaller packets than the 1500 bytes that the engine assumes. The host tells its containers, which suffices where nothing on the way drops such messages.',
    consequence: () =>
      'Where something drops them, large downloads and TLS handshakes in containers stall, and small requests work.',
    remedy: ({ mtu }) =>
      `If they stall: "mtu": ${mtu} in /etc/docker/daemon.json for the default bridge, and driver_opts: com.docker.network.driver.mtu: ${mtu} for networks of Compose, which have to be made anew.`,
  }),
  'net-mtu-networks': code<{
    readonly device: string;
    readonly mtu: number;
    readonly networks: readonly string[];
  }>({
    severity: 'info',
    message: ({ device, mtu, networks }) =>
      `The way out of this host, ${device}, carries packets of ${mtu} bytes, as the default bridge does; containers on ${networks.join(', ')} send larger ones.`,
    cause: () =>
      'A network keeps the packet size with which it was made, and before Docker 24 networks other than the default bridge do not ask for the setting of the engine.',
    consequence: () =>
      'Where something on the way drops the messages about it, large downloads and TLS handshakes in these containers stall, and small requests work.',
    remedy: ({ mtu }) =>
      `If they stall: make these networks anew with driver_opts: com.docker.network.driver.mtu: ${mtu} (docker compose down, then up).`,
  }),
};
