import { defineFault, type Fault } from '../fault.ts';

/** The same as a user finds it some time later: systemd has tried by itself, and given up. */
const settled = (code: string, title: string, text: string, prepare = ''): Fault =>
  defineFault({
    code,
    title,
    engines: 'all',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', text);
      await host.inVain(`${prepare}systemctl restart docker.service`);
      await host.shell(
        'for n in $(seq 300); do [ "$(systemctl is-active docker.socket)" = failed ] && exit; curl -s --max-time 5 --unix-socket /run/docker.sock http://docker/_ping || true; sleep 0.2; done; exit 1',
        [],
        { timeoutMs: 90_000 },
      );
    },
    expect: { roots: [code.split('/')[0] ?? code], echoes: ['unit-start-limit', 'sock-stale-refused'] },
  });

export default [
  settled(
    'djson-invalid-json/settled',
    'daemon.json is broken, and systemd has given up',
    '{ "debug": false, }\n',
  ),
  settled(
    'daemon-bridge-missing/settled',
    'daemon.json names a bridge that is missing, and systemd has given up',
    '{ "bridge": "br-lab" }\n',
  ),
];
