import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { FileStat, ReadableHost } from '#core/host';
import { endpoints } from './endpoints.ts';

/** A socket of an engine that every user of this host may open. */
export interface OpenSocket {
  readonly id: string;
  readonly path: string;
  readonly stat: FileStat;
}

const OTHERS_WRITE = 0o002;
const OTHERS_ENTER = 0o001;

export const openSockets = defineFact({
  id: 'open-sockets',
  summary: 'sockets of engines that are open to every user, by their mode and by the way to them',
  needs: { endpoints },
  collect: async (host, { endpoints }): Promise<readonly OpenSocket[]> => {
    const system = await host.system();
    // Elsewhere the mode of a socket does not decide, or the engine is not root of this very machine.
    if (isUnavailable(system) || system.os !== 'linux') return [];
    const open = endpoints.flatMap(({ id, address, state, stat }) =>
      address.kind === 'unix' &&
      state.kind === 'answers' &&
      stat?.type === 'socket' &&
      (stat.mode & OTHERS_WRITE) !== 0
        ? [{ id, path: address.path, stat }]
        : [],
    );
    const reached = await Promise.all(open.map(({ path }) => isReached(host, path)));
    return open.filter((_one, index) => reached[index]);
  },
});

/** Rootless engines keep theirs in a directory that nobody else may enter. */
const isReached = async (host: ReadableHost, path: string): Promise<boolean> => {
  const real = await host.realPath(path);
  const parts = (isUnavailable(real) ? path : real).split('/').slice(1, -1);
  const parents = parts.map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`);
  const stats = await Promise.all(parents.map((parent) => host.stat(parent)));
  return stats.every((stat) => !isUnavailable(stat) && (stat.mode & OTHERS_ENTER) !== 0);
};
