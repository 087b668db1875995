/** The person's mistake: bad flags, bad configuration. Ends with exit code 2 and no stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
