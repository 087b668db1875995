import { type Obstacle, type Unavailable, unavailable } from '#core/answer';

const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ENOTFOUND: 'absent',
  EACCES: 'denied',
  EPERM: 'denied',
  ETIMEDOUT: 'timed-out',
};

/** The answer that a thrown system error stands for. */
export const fromError = (source: string, error: unknown): Unavailable => {
  const errno = errnoOf(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (errno === undefined) return unavailable('unreachable', source, detail);
  return unavailable(OBSTACLES[errno] ?? 'unreachable', source, errno, { errno });
};

export const errnoOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
