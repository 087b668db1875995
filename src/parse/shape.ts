/** Narrowing of `unknown`, for values whose wrong type means "not said" and nothing worse. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is UnknownRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const recordOf = (value: unknown): UnknownRecord => (isRecord(value) ? value : {});

export const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** As `stringOf`, and an empty string counts as not said. */
export const nonEmptyOf = (value: unknown): string | undefined => stringOf(value) || undefined;

export const booleanOf = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

export const stringsOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;

/** The members that are strings. */
export const stringMapOf = (value: unknown): Readonly<Record<string, string>> | undefined =>
  isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : undefined;
