import { defineFault, type Fault } from '../fault.ts';
import { untilGivenUp } from './_given-up.ts';

/** The same as a user finds it some time later: systemd has tried by itself, and given up. */
const settled = (code: string, title: string, text: string, prepare = ''): Fault =>
  defineFault({
    code,
    title,
    engines: 'all',
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', text);
      await host.inVain(`${prepare}systemctl restart docker.service`);
      await untilGivenUp(host);
    },
    expect: {
      roots: [code.split('/')[0] ?? code],
      echoes: ['unit-start-limit', 'sock-stale-refused'],
      fix: [code.split('/')[0] ?? code],
    },
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
