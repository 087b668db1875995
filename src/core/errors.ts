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
