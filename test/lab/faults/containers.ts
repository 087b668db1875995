import { defineFault } from '../fault.ts';
import { outside } from '../outside.ts';
import { withoutDocker } from '../podman-host.ts';

const FLUSH = 'iptables -P FORWARD ACCEPT; iptables -F; iptables -t nat -F POSTROUTING';

export default [
  defineFault({
    code: 'net-egress-blocked/flushed',
    title: 'iptables -F without -X: every chain is still there, and containers get no answers',
    engines: 'all',
    inject: async (host) => {
      await outside(host);
      await host.shell(FLUSH);
    },
    expect: {
      roots: ['net-egress-blocked'],
      echoes: ['dns-container-unanswered'],
      fix: ['net-egress-blocked'],
    },
  }),
  defineFault({
    code: 'net-egress-blocked/forward-drop',
    title:
      'a firewall script emptied FORWARD and dropped by policy; looked at by a user who may not read the rules',
    inject: async (host) => {
      await outside(host);
      await host.shell('iptables -P FORWARD DROP; iptables -F FORWARD');
    },
    expect: {
      roots: ['net-egress-blocked'],
      echoes: ['dns-container-unanswered'],
      fix: ['net-egress-blocked'],
    },
  }),
  defineFault({
    code: 'net-egress-blocked/left-to-others',
    title: 'daemon.json leaves the firewall to others, and nobody lets containers out',
    inject: async (host) => {
      await outside(host);
      await host.write('/etc/docker/daemon.json', '{ "iptables": false }\n');
      await host.shell(
        'systemctl restart docker.service; iptables -P FORWARD ACCEPT; iptables -t nat -F; iptables -F',
      );
    },
    expect: { roots: ['net-egress-blocked'], echoes: ['dns-container-unanswered'] },
  }),
  defineFault({
    code: 'net-forward-drop/containers-outside',
    title: 'the same with a machine outside, looked at by root, who may read the rules',
    inject: async (host) => {
      await outside(host);
      await host.shell('iptables -P FORWARD DROP; iptables -F FORWARD');
    },
    on: { user: 'root' },
    expect: {
      roots: ['net-forward-drop'],
      echoes: ['net-egress-blocked', 'dns-container-unanswered'],
      fix: ['net-forward-drop'],
    },
  }),
  defineFault({
    code: 'net-rules-emptied/silent',
    title: 'iptables -F without -X; looked at by root, who may read that nothing gives packets an address',
    inject: async (host) => {
      await outside(host);
      await host.shell(FLUSH);
    },
    on: { user: 'root' },
    expect: {
      roots: ['net-rules-emptied'],
      echoes: ['dns-container-unanswered'],
      fix: ['net-rules-emptied'],
    },
  }),
  defineFault({
    code: 'net-rules-emptied/reload',
    title: 'nftables.service was started after the engine and emptied the rules',
    inject: async (host) => {
      await outside(host);
      await host.write(
        '/etc/systemd/system/nftables.service',
        `[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c '${FLUSH}'\n`,
      );
      await host.shell('systemctl daemon-reload; systemctl start nftables.service');
    },
    expect: { roots: ['net-rules-emptied'], fix: ['net-rules-emptied'] },
  }),
  defineFault({
    code: 'net-forwarding-off',
    title: 'net.ipv4.ip_forward is switched off, and a machine outside answers the host alone',
    inject: async (host) => {
      await outside(host);
      await host.shell('echo 0 >/proc/sys/net/ipv4/ip_forward');
    },
    expect: {
      roots: ['net-forwarding-off'],
      echoes: ['net-ip-forward-off', 'dns-container-unanswered'],
      fix: ['net-ip-forward-off'],
    },
  }),
  defineFault({
    code: 'net-gateway-unreachable',
    title:
      'docker0 lost its address under a running engine, as a network tool does that takes it for its own',
    engines: 'all',
    inject: async (host) => {
      await host.shell('ip address flush dev docker0');
    },
    expect: { roots: ['net-gateway-unreachable'], fix: ['net-gateway-unreachable'] },
  }),
  defineFault({
    code: 'net-gateway-unreachable/configured',
    title: 'daemon.json names a default gateway that does not exist',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', '{ "default-gateway": "172.17.200.1" }\n');
      await host.shell('systemctl restart docker.service');
    },
    expect: { roots: ['net-gateway-unreachable'] },
  }),
  defineFault({
    code: 'net-published-unreachable',
    title: 'ports are published by rules alone, and those for calls from this host were emptied',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', '{ "userland-proxy": false }\n');
      await host.shell('systemctl restart docker.service; iptables -t nat -F OUTPUT');
    },
    expect: { roots: ['net-published-unreachable'], fix: ['net-published-unreachable'] },
  }),
  defineFault({
    code: 'net-egress-blocked/podman',
    title: "a firewall drops what containers of root's Podman send, whatever rules Podman makes for them",
    inject: async (host) => {
      await withoutDocker(host);
      await host.write(
        '/etc/systemd/system/podman.socket.d/lab.conf',
        '[Socket]\nListenStream=\nListenStream=/run/docker.sock\nSocketGroup=docker\nSocketMode=0660\n',
      );
      await outside(host);
      await host.shell(`
        getent group docker || groupadd -r docker; usermod -aG docker ada
        systemctl daemon-reload; systemctl restart podman.socket
        curl --silent --fail --max-time 60 --output /dev/null --unix-socket /run/docker.sock http://podman/info
        iptables -t raw -I PREROUTING -s 10.88.0.0/16 -d 10.99.0.1 -j DROP`);
    },
    expect: { roots: ['net-egress-blocked'], echoes: ['dns-container-unanswered'] },
  }),
  defineFault({
    code: 'dns-container-unanswered/input',
    title: 'the name server is on this host, and its firewall lets no container ask it',
    inject: async (host) => {
      await host.shell('iptables -I INPUT -i docker0 -p udp --dport 53 -j DROP');
    },
    expect: { roots: ['dns-container-unanswered'] },
  }),
  defineFault({
    code: 'dns-container-refused',
    title: 'the name server refuses to answer the addresses of containers',
    inject: async (host) => {
      await host.shell(`
        systemctl stop lab-resolver.service
        sed 's|^  if (query.length < 17) return;|&\\n  if (client.address.startsWith("172.")) { query.writeUInt16BE(0x8185, 2); socket.send(query, client.port, client.address); return; }|' /opt/dockmedic/resolver.mjs >/srv/resolver.mjs
        grep -q 0x8185 /srv/resolver.mjs
        systemd-run --quiet --unit=refusing /opt/dockmedic/node /srv/resolver.mjs 10.99.0.2
        for n in $(seq 50); do [ -z "$(ss -Hlun 'sport = :53')" ] || exit 0; sleep 0.1; done; exit 1`);
    },
    expect: { roots: ['dns-container-refused'], exitCode: 0 },
  }),
];
