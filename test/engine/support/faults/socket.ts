import type { Bench } from '../bench.ts';
import { PID_FILE, SOCKET } from '../engine.ts';
import type { Fault, Undo } from './fault.ts';

/** Stops the engine and puts something else where its socket was. */
async function instead(bench: Bench, script: string): Promise<Undo> {
  await bench.engine.stop();
  await bench.lab.shell(script, [SOCKET]);
  return async () => {
    await bench.lab.shell(`rm -rf "$1" ${PID_FILE}`, [SOCKET]);
    await bench.engine.start();
  };
}

export const socketFaults: readonly Fault[] = [
  {
    name: 'engine stopped',
    roots: ['sock-missing'],
    inject: (bench) => instead(bench, '! test -e "$1"'),
  },
  {
    name: 'stale socket: dockerd was killed, its socket and pid file are left',
    roots: ['sock-stale-refused'],
    inject: async (bench) => {
      await bench.engine.kill();
      await bench.lab.shell(`test -S "$1"; test -f ${PID_FILE}`, [SOCKET]);
      return async () => {
        await bench.lab.shell(`rm -f "$1" ${PID_FILE}`, [SOCKET]);
        await bench.engine.start();
      };
    },
  },
  {
    name: 'directory at the socket path',
    roots: ['sock-is-directory'],
    inject: (bench) => instead(bench, 'mkdir "$1"'),
  },
  {
    name: 'dangling symlink at the socket path',
    roots: ['sock-dangling-symlink'],
    inject: (bench) => instead(bench, 'ln -s /run/gone/docker.sock "$1"'),
  },
  {
    name: 'frozen dockerd',
    roots: ['sock-hung'],
    inject: async ({ engine }) => {
      await engine.freeze('dockerd');
      return () => engine.thaw('dockerd');
    },
  },
  {
    name: 'frozen containerd',
    roots: ['containerd-hung'],
    inject: async ({ engine }) => {
      await engine.freeze('containerd');
      return () => engine.thaw('containerd');
    },
  },
];
