import { defineFault, type Fault } from '../fault.ts';
import type { LabHost } from '../host.ts';
import { untilGivenUp } from './_given-up.ts';

const DAEMON_JSON = '/etc/docker/daemon.json';

/** Writes a daemon.json and starts the engine anew, as the administrator who wrote it would: once, in vain. */
const broken = async (host: LabHost, text: string): Promise<void> => {
  await host.write(DAEMON_JSON, text);
  await host.inVain('systemctl restart docker.service');
};

const fault = (code: string, title: string, text: string, engines: Fault['engines'] = 'all'): Fault =>
  defineFault({
    code,
    title,
    engines,
    inject: (host) => broken(host, text),
    expect: { roots: [code.split('/')[0] ?? code] },
  });

/** Nothing may move by itself while plans are made and taken back. */
const mendable = (...given: Parameters<typeof fault>): Fault => {
  const { expect, ...rest } = fault(...given);
  return defineFault({
    ...rest,
    inject: async (host) => {
      await rest.inject(host);
      await untilGivenUp(host);
    },
    expect: { ...expect, fix: expect.roots },
  });
};

export default [
  mendable('djson-invalid-json/comma', 'daemon.json with a trailing comma', '{\n  "debug": false,\n}\n'),
  mendable('djson-invalid-json/empty', 'daemon.json is empty', '', ['20.10']),
  mendable('djson-invalid-json/bom', 'daemon.json with a byte order mark', '\uFEFF{ "debug": false }\n', [
    '20.10',
  ]),
  mendable(
    'djson-unknown-or-type/key',
    'daemon.json with a misspelt key',
    '{ "log-drivers": "json-file" }\n',
  ),
  mendable('djson-unknown-or-type/type', 'daemon.json with a string for a list', '{ "dns": "10.99.0.2" }\n'),
  mendable(
    'djson-invalid-json/several',
    'daemon.json with a comma too many, a misspelt key, a number as text and a key of Docker Desktop',
    '{\n  "log-drivers": "json-file",\n  "mtu": "1500",\n  "memoryMiB": 4096,\n}\n',
  ),
  mendable(
    'djson-hosts-conflict',
    'daemon.json with hosts, the unit with -H fd://',
    '{ "hosts": ["fd://", "tcp://127.0.0.1:2375"] }\n',
  ),
  mendable(
    'djson-bad-log-opt',
    'daemon.json with a log option that json-file does not know',
    '{ "log-driver": "json-file", "log-opts": { "max-sizes": "10m" } }\n',
  ),
  mendable(
    'djson-default-runtime-missing',
    'daemon.json names a default runtime that is not defined',
    '{ "default-runtime": "nvidia" }\n',
  ),
  mendable(
    'djson-runtime-reserved',
    'daemon.json defines a runtime called runc',
    '{ "runtimes": { "runc": { "path": "/usr/bin/runc" } } }\n',
  ),
  defineFault({
    code: 'djson-invalid-json/directory',
    title: 'a bind mount has left a directory at /etc/docker/daemon.json',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`mkdir -p ${DAEMON_JSON}`);
      await host.inVain('systemctl restart docker.service');
      await untilGivenUp(host);
    },
    expect: {
      roots: ['djson-invalid-json'],
      echoes: ['unit-start-limit', 'sock-stale-refused'],
      fix: ['djson-invalid-json'],
    },
  }),
  mendable(
    'daemon-bridge-missing',
    'daemon.json names a bridge that does not exist',
    '{ "bridge": "br-lab" }\n',
  ),
];
