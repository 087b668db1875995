import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'net-rules-flushed/iptables',
    title: 'iptables -F and -X under a running engine, as a firewall script does',
    inject: async (host) => {
      await host.shell('iptables -F; iptables -X; iptables -t nat -F; iptables -t nat -X');
    },
    expect: { roots: ['net-rules-flushed'], fix: ['net-rules-flushed'] },
  }),
  defineFault({
    code: 'net-bridge-gone',
    title: 'docker0 was deleted under a running engine',
    inject: async (host) => {
      await host.shell('ip link delete docker0');
    },
    expect: { roots: ['net-bridge-gone'], fix: ['net-bridge-gone'] },
  }),
  defineFault({
    code: 'dns-container-unanswered',
    title: 'daemon.json hands a name server to containers that does not answer',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', '{ "dns": ["10.99.0.77"] }\n');
      await host.shell('systemctl restart docker.service');
    },
    expect: { roots: ['dns-container-unanswered'] },
  }),
];
