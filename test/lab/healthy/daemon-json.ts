import type { Fault } from '../fault.ts';
import { defineHealthy } from '../fault.ts';

/** What Docker 20.10 refuses, and later generations take. */
const taken = (name: string, title: string, text: string): Fault =>
  defineHealthy({
    name,
    title,
    engines: ['26', '28'],
    inject: async (host) => {
      await host.write('/etc/docker/daemon.json', text);
      await host.shell('systemctl restart docker.service');
    },
  });

export default [
  taken('daemon-json-empty', 'daemon.json is empty', ''),
  taken('daemon-json-bom', 'daemon.json has a byte order mark', '\uFEFF{ "debug": false }\n'),
];
