import { defineHealthy } from '../fault.ts';

/** An engine that its daemon.json sets up in a way that is seldom and works. */
const configured = (name: string, title: string, settings: object, prepare = 'true') =>
  defineHealthy({
    name,
    title,
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', JSON.stringify(settings));
      await host.shell(`${prepare}; systemctl restart docker.service`);
    },
  });

export default [
  configured('userns-remap', 'daemon.json maps root in containers to another user', {
    'userns-remap': 'default',
  }),
  configured('live-restore', 'live-restore is on', { 'live-restore': true }),
  configured('log-journald', 'containers log to the journal', { 'log-driver': 'journald' }),
  configured('log-none', 'containers log nowhere', { 'log-driver': 'none' }),
  configured(
    'data-root-elsewhere',
    'the data root is a link in /srv',
    { 'data-root': '/srv/engine' },
    ['mkdir -p /srv/disk/engine && ln -s disk/engine /srv/engine'].join(''),
  ),
  configured('systemd-cgroups', 'the engine leaves control groups to systemd', {
    'exec-opts': ['native.cgroupdriver=systemd'],
  }),
  configured('storage-vfs', 'the storage driver is vfs', { 'storage-driver': 'vfs' }),
  configured('no-bridge', 'the engine has no bridge of its own', { bridge: 'none' }),
  configured('no-iptables', 'the engine leaves the firewall to others', { iptables: false }),
  configured('no-userland-proxy', 'ports are published by rules alone', { 'userland-proxy': false }),
  configured('own-address-pool', 'the bridge has an address of its own choice', { bip: '10.210.0.1/24' }),
];
