import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'net-pools-exhausted',
    title: 'forgotten networks have all address ranges of the engine',
    inject: async (host) => {
      await host.shell('for n in $(seq 30); do docker network create project$n >/dev/null; done');
      await host.inVain('docker network create one-more');
    },
    expect: { roots: ['net-pools-exhausted'], exitCode: 0, fix: ['net-pools-exhausted'] },
  }),
  defineFault({
    code: 'net-vpn-routes',
    title: 'a VPN covers every address (0.0.0.0/1 and 128.0.0.0/1)',
    inject: async (host) => {
      await host.shell(`
        ip tuntap add dev tun0 mode tun; ip address add 10.8.0.2/24 dev tun0; ip link set tun0 up
        ip route add 0.0.0.0/1 dev tun0; ip route add 128.0.0.0/1 dev tun0`);
      await host.inVain('docker network create project');
    },
    expect: { roots: ['net-vpn-routes'], exitCode: 0 },
  }),
  defineFault({
    code: 'net-vpn-routes/private',
    title: 'a VPN leads to all ranges that the engine chooses from',
    inject: async (host) => {
      await host.shell(`
        ip tuntap add dev tun0 mode tun; ip address add 10.8.0.2/24 dev tun0; ip link set tun0 up
        ip route add 172.16.0.0/12 dev tun0; ip route add 192.168.0.0/16 dev tun0`);
      await host.inVain('docker network create project');
    },
    expect: { roots: ['net-vpn-routes'], exitCode: 0, fix: ['net-vpn-routes'] },
  }),
  defineFault({
    code: 'net-subnet-collision/way-out',
    title: 'a network was made with the range of the network that this host is in',
    inject: async (host) => {
      await host.shell('docker network create --subnet 10.99.0.0/24 office');
    },
    expect: { roots: ['net-subnet-collision'] },
  }),
  defineFault({
    code: 'net-subnet-collision/came-later',
    title: 'a VPN leads to a range that lies within the default bridge',
    inject: async (host) => {
      await host.shell(
        'ip tuntap add dev wg0 mode tun; ip address add 172.17.5.2/24 dev wg0; ip link set wg0 up',
      );
    },
    expect: { roots: ['net-subnet-collision'], exitCode: 0, fix: ['net-subnet-collision'] },
  }),
  defineFault({
    code: 'net-subnet-collision/name-server',
    title: 'the address of the name server belongs to a container network',
    inject: async (host) => {
      await host.shell(`
        docker network create --subnet 10.50.0.0/24 project
        echo nameserver 10.50.0.53 >/etc/resolv.conf`);
    },
    expect: { roots: ['net-subnet-collision'], echoes: ['dns-host-broken'] },
  }),
  defineFault({
    code: 'net-subnet-collision/a-part',
    title: 'the default bridge is a part of a wide range that a VPN leads to',
    inject: async (host) => {
      await host.shell('ip route add 172.16.0.0/12 via 10.99.0.1');
    },
    expect: { roots: [], remarks: ['net-subnet-collision'] },
  }),
  defineFault({
    code: 'net-mtu',
    title: 'the way out carries smaller packets than containers send',
    inject: async (host) => {
      await host.shell('ip link set upstream mtu 1400; ip link set eth0 mtu 1400');
    },
    expect: { roots: [], remarks: ['net-mtu'], fix: ['net-mtu'] },
  }),
];
