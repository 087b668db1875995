import { DEFAULT_SOCKET, type SelectedEndpoint } from './selected-endpoint.ts';

export const socketPathOf = ({ resolved }: Pick<SelectedEndpoint, 'resolved'>): string | undefined =>
  resolved.kind === 'address' && resolved.address.kind === 'unix' ? resolved.address.path : undefined;

/** The socket of the Docker Engine that belongs to the whole host. */
export const isDefaultSocket = (path: string | undefined): boolean =>
  path === DEFAULT_SOCKET || path === '/run/docker.sock';

/** The socket of a Docker Engine that one user runs without root. */
export const isRootlessSocket = (path: string | undefined): boolean =>
  path !== undefined && /^\/run\/user\/\d+\/docker\.sock$/.test(path);
