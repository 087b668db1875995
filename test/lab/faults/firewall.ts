import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'net-forward-drop/containers',
    title:
      'a firewall script emptied FORWARD and dropped by policy; looked at by root, who may read the rules',
    inject: async (host) => {
      await host.shell('iptables -P FORWARD DROP; iptables -F FORWARD');
    },
    on: { user: 'root' },
    expect: { roots: ['net-forward-drop'], fix: ['net-forward-drop'] },
  }),
  defineFault({
    code: 'net-forward-drop/other-bridge',
    title: "the policy that Docker sets cuts off another program's bridge; looked at by root",
    inject: async (host) => {
      await host.shell(`
        iptables -P FORWARD DROP
        ip link add virbr0 type bridge; ip address add 192.168.122.1/24 dev virbr0; ip link set virbr0 up
        ip link add vnet0 type veth peer name vnet0-peer; ip link set vnet0 master virbr0 up`);
    },
    on: { user: 'root' },
    expect: { roots: [], remarks: ['net-forward-drop'] },
  }),
  defineFault({
    code: 'net-iptables-backend-mix',
    title: 'iptables was switched to the other backend under an engine with rules; looked at by root',
    inject: async (host) => {
      await host.shell(`
        iptables-nft -P FORWARD DROP
        update-alternatives --set iptables /usr/sbin/iptables-legacy
        systemctl restart docker.service; docker network create project
        iptables-legacy -S DOCKER; iptables-nft -S DOCKER`);
    },
    on: { user: 'root' },
    expect: { roots: ['net-iptables-backend-mix'], exitCode: 0 },
  }),
];
