/** The person's mistake: bad flags (`usage`) or a bad file that they name (`configuration`). Ends with exit code 2
 *  and no stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly kind: 'usage' | 'configuration';

  constructor(message: string, kind: UsageError['kind'] = 'usage') {
    super(message);
    this.kind = kind;
  }
}

/** The system refused this process itself, not its question: it has too many files open, or no memory. Nothing that
 *  was asked meanwhile says anything about the host. */
export class OwnShortage extends Error {
  override readonly name = 'OwnShortage';
  readonly errno: string;

  constructor(errno: string) {
    super(`${SHORTAGES[errno] ?? 'dockmedic lacks a resource'} (${errno})`);
    this.errno = errno;
  }
}

const SHORTAGES: Readonly<Record<string, string>> = {
  EMFILE: 'dockmedic may open no more files (ulimit -n)',
  ENFILE: 'this system may open no more files',
  ENOMEM: 'dockmedic gets no memory',
  EAGAIN: 'dockmedic may start no more processes (ulimit -u)',
};

export const isOwnShortage = (errno: string | undefined): errno is string =>
  errno !== undefined && Object.hasOwn(SHORTAGES, errno);
