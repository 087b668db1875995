import { isRecord } from '#parse/shape';

/** What stands behind a key of daemon.json, as far as Go's struct for it cares. `null` fits everywhere. */
export type DirectiveType =
  | 'null'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'string'
  | 'empty-list'
  | 'string-list'
  | 'object-list'
  | 'list'
  | 'empty-object'
  | 'string-map'
  | 'boolean-map'
  | 'object';

export const directiveTypeOf = (value: unknown): DirectiveType => {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? listType(value) : objectType(Object.values(value));
};

const every = (values: readonly unknown[], type: string): boolean =>
  values.every((value) => typeof value === type);

const listType = (items: readonly unknown[]): DirectiveType => {
  if (items.length === 0) return 'empty-list';
  if (every(items, 'string')) return 'string-list';
  return items.every(isRecord) ? 'object-list' : 'list';
};

const objectType = (values: readonly unknown[]): DirectiveType => {
  if (values.length === 0) return 'empty-object';
  if (every(values, 'string')) return 'string-map';
  return every(values, 'boolean') ? 'boolean-map' : 'object';
};

export type ExpectedType =
  | 'boolean'
  | 'integer'
  | 'string'
  | 'string-list'
  | 'object-list'
  | 'string-map'
  | 'boolean-map'
  | 'object';

export const fits = (found: DirectiveType, expected: ExpectedType): boolean => {
  if (found === 'null' || found === expected) return true;
  if (found === 'empty-list') return expected === 'string-list' || expected === 'object-list';
  const isObject = expected === 'object' || expected === 'string-map' || expected === 'boolean-map';
  if (found === 'empty-object') return isObject;
  return expected === 'object' && (found === 'string-map' || found === 'boolean-map');
};
