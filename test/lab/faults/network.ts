import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';

const forwards = async (host: LabHost): Promise<void> => {
  await host.shell('[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ]');
};

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
    code: 'dns-host-broken/dangling',
    title: 'resolv.conf is a dead link, while systemd-resolved runs (a stand-in for it)',
    inject: async (host) => {
      await host.write('/run/systemd/resolve/stub-resolv.conf', 'nameserver 127.0.0.53\n');
      await host.write('/run/systemd/resolve/resolv.conf', 'nameserver 10.99.0.2\n');
      await host.shell(`
        systemd-run --quiet --unit=lab-resolved /opt/dockmedic/node /opt/dockmedic/resolver.mjs 127.0.0.53
        ln -sfn /run/systemd/resolve/stub-resolv.conf /etc/resolv.conf; sleep 1
        systemctl restart docker.service # which looks once whether systemd-resolved is in use
        tar -C / -c bin/busybox | docker import - lab >/dev/null; docker run --rm lab /bin/busybox true
        ln -sfn /run/gone/resolv.conf /etc/resolv.conf`);
    },
    expect: { roots: ['dns-host-broken'], fix: ['dns-host-broken'] },
  }),
  defineFault({
    code: 'net-ip-forward-off/file',
    title: 'a file that is read late switches forwarding off, and was applied under a running engine',
    inject: async (host) => {
      await host.write('/etc/sysctl.d/zz-hardening.conf', '# by the auditor\nnet.ipv4.ip_forward = 0\n');
      await host.shell('sysctl -p /etc/sysctl.d/zz-hardening.conf');
    },
    expect: {
      roots: ['net-ip-forward-off'],
      exitCode: 0,
      fix: ['net-ip-forward-off'],
      after: async (host) => {
        await host.shell('sysctl --system >/dev/null');
        await forwards(host);
      },
    },
  }),
  defineFault({
    code: 'net-ip-forward-off',
    title: 'net.ipv4.ip_forward is switched off under a running engine',
    engines: 'all',
    inject: async (host) => {
      await host.shell('echo 0 >/proc/sys/net/ipv4/ip_forward');
    },
    expect: { roots: ['net-ip-forward-off'], exitCode: 0, fix: ['net-ip-forward-off'], after: forwards },
  }),
];
