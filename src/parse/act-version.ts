import { parseVersion } from '#parse/version';

/**
 * `act --version`.
 *
 *     act version 0.2.61
 */
export const parseActVersion = (text: string): string | undefined => {
  const [, version] = /^act version (\S+)/m.exec(text.slice(0, 4096)) ?? [];
  return version === undefined ? undefined : parseVersion(version);
};
