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
    expect: { roots: ['dns-container-unanswered'], fix: ['dns-container-unanswered'] },
  }),
  defineFault({
    code: 'dns-container-unanswered/taken-back',
    title: 'the same, and the engine did not come back with the new file, so that it has its old one again',
    engines: 'all',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', '{ "dns": ["10.99.0.77"] }\n');
      // What no --validate knows: this host has the engine start with that name server alone.
      await host.write(
        '/etc/systemd/system/docker.service.d/lab.conf',
        '[Service]\nExecStartPre=/bin/grep -q 10.99.0.77 /etc/docker/daemon.json\n',
      );
      await host.shell('systemctl daemon-reload; systemctl restart docker.service');
      const before = await host.shell(
        'stat -c "%a %U %G %y" /etc/docker/daemon.json; sha256sum /etc/docker/daemon.json',
      );
      const said = await host.shell(
        'if dockmedic fix dns-container-unanswered --yes --max-risk=disruptive; then exit 1; fi; docker ps',
        [],
        { user: 'ada' },
      );
      if (!/taken back/.test(said)) throw new Error(`the report does not say so: ${said}`);
      const after = await host.shell(
        'stat -c "%a %U %G %y" /etc/docker/daemon.json; sha256sum /etc/docker/daemon.json',
      );
      if (after !== before) throw new Error(`daemon.json is another: ${after}`);
    },
    expect: { roots: ['dns-container-unanswered'] },
  }),
];
