import type { EngineContainer } from '#parse/engine-api';

/** The name that people use, or the short id of a container without one. */
export const containerName = ({ Names, Id }: Pick<EngineContainer, 'Names' | 'Id'>): string =>
  (Names[0] ?? Id.slice(0, 12)).replace(/^\//, '');
