import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'dns-host-broken/silent',
    title: 'the name server in resolv.conf does not answer',
    engines: 'all',
    inject: async (host) => {
      await host.shell('echo nameserver 10.99.0.77 >/etc/resolv.conf');
    },
    expect: { roots: ['dns-host-broken'] },
  }),
  defineFault({
    code: 'dns-host-broken/empty',
    title: 'resolv.conf is empty',
    engines: 'all',
    inject: async (host) => {
      await host.shell(': >/etc/resolv.conf');
    },
    expect: { roots: ['dns-host-broken'] },
  }),
  defineFault({
    code: 'net-ip-forward-off',
    title: 'net.ipv4.ip_forward is switched off under a running engine',
    engines: 'all',
    inject: async (host) => {
      await host.shell('echo 0 >/proc/sys/net/ipv4/ip_forward');
    },
    expect: { roots: ['net-ip-forward-off'], exitCode: 0 },
  }),
];
