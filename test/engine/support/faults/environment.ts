import type { Bench } from '../bench.ts';
import { type Fault, nothingToUndo } from './fault.ts';

/** A fault that lies in the environment of the caller alone: the engine is healthy. */
const environment = (name: string, code: string, env: Readonly<Record<string, string>>): Fault => ({
  name,
  roots: [code],
  inject: () => Promise.resolve(nothingToUndo),
  doctor: () => ({ env }),
});

const clientFolder = (bench: Bench): string => `${bench.member.home}/.docker`;

export const environmentFaults: readonly Fault[] = [
  environment('DOCKER_HOST names a port that nobody listens on', 'dockerhost-stale', {
    DOCKER_HOST: 'tcp://127.0.0.1:1',
  }),
  environment('DOCKER_HOST names a socket that is gone', 'dockerhost-stale', {
    DOCKER_HOST: 'unix:///run/gone/docker.sock',
  }),
  environment('DOCKER_HOST without unix://', 'dockerhost-malformed', { DOCKER_HOST: '/var/run/docker.sock' }),
  environment('DOCKER_CONTEXT names a context that is missing', 'context-missing', {
    DOCKER_CONTEXT: 'gone',
  }),
  {
    name: 'currentContext names a context that is missing',
    roots: ['context-missing'],
    inject: async (bench) => {
      await bench.lab.write(`${clientFolder(bench)}/config.json`, '{ "currentContext": "gone" }\n');
      await bench.lab.shell('chown -R member: "$1"', [clientFolder(bench)]);
      return async () => {
        await bench.lab.shell('rm -r "$1"', [clientFolder(bench)]);
      };
    },
    doctor: ({ member }) => ({ user: member }),
  },
  {
    name: 'empty resolv.conf',
    roots: ['dns-host-broken'],
    inject: async ({ lab }) => {
      const former = (await lab.read('/etc/resolv.conf')) ?? '';
      await lab.write('/etc/resolv.conf', '');
      return () => lab.write('/etc/resolv.conf', former);
    },
  },
];
