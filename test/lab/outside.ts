import type { LabHost } from './host.ts';

/** Puts a machine behind the host's uplink, in a network namespace of its own: 10.99.0.1, the default gateway, which answers
 *  questions of DNS and knows no way back to container networks. The host asks it from now on, by itself or through others. */
export const outside = (host: LabHost): Promise<string> =>
  host.shell(`
    ip netns add outside; ip link set upstream netns outside
    ip -n outside address add 10.99.0.1/24 dev upstream; ip -n outside link set upstream up; ip -n outside link set lo up
    systemd-run --quiet --unit=outside ip netns exec outside /opt/dockmedic/node /opt/dockmedic/resolver.mjs 10.99.0.1
    echo nameserver 10.99.0.1 >/etc/resolv.conf
    for n in $(seq 50); do [ -z "$(ip netns exec outside ss -Hlun 'sport = :53')" ] || exit 0; sleep 0.1; done; exit 1`);
