import type { JsonValue } from '#core/file-edit';
import type { ExpectedType } from '#parse/directive-type';
import { parseIpv4Network } from '#parse/ipv4-network';
import { isRecord } from '#parse/shape';

/** Something out of a JSON document. */
export type Json = unknown;

/**
 * What was meant by a value of the wrong type, where only one thing can have been. `undefined`: it is not to be told.
 *
 *     dns, string-list, "10.0.0.2"  →  ["10.0.0.2"]
 */
export const correctedValue = (key: string, expected: ExpectedType, value: Json): JsonValue | undefined => {
  // Behind asterisks is what nobody may see: written back, they would replace it.
  if (JSON.stringify(value ?? null).includes('**')) return undefined;
  switch (expected) {
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : undefined;
    case 'integer':
      return typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined;
    case 'string':
      return textOf(value);
    case 'string-list':
      return listOf(key, value);
    case 'object-list':
      return isRecord(value) ? [plainOf(value)] : undefined;
    case 'string-map':
    case 'boolean-map':
    case 'object':
      return mapOf(expected, value);
  }
};

const textOf = (value: Json): string | undefined => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.length === 1 && typeof value[0] === 'string' ? value[0] : undefined;
};

/** Of which the parts, unlike those of a label, hold no comma. */
const SEPARATED: ReadonlySet<string> = new Set(['dns', 'dns-search', 'dns-opts', 'registry-mirrors']);

const listOf = (key: string, value: Json): readonly string[] | undefined => {
  const parts = typeof value === 'string' ? (SEPARATED.has(key) ? value.split(/[\s,]+/) : [value]) : value;
  if (!Array.isArray(parts)) return undefined;
  const texts = parts.filter((part) => part !== '').map((part: unknown) => textOf([part]) ?? textOf(part));
  const list = texts.filter((text) => text !== undefined);
  if (list.length !== texts.length || list.length === 0) return undefined;
  // The engine refuses what is no address there.
  return key === 'dns' && !list.every(isAddress) ? undefined : list;
};

const isAddress = (text: string): boolean =>
  (!text.includes('/') && parseIpv4Network(text) !== undefined) || /^[\da-f]*:[\da-f:.]+$/i.test(text);

const mapOf = (expected: ExpectedType, value: Json): JsonValue | undefined => {
  if (!isRecord(value) || expected === 'object') return undefined;
  const wanted = expected === 'string-map' ? 'string' : 'boolean';
  const entries = Object.entries(value).map(([name, one]) => [
    name,
    typeof one === wanted ? one : correctedValue(name, wanted, one),
  ]);
  return entries.every(([, one]) => one !== undefined) ? plainOf(Object.fromEntries(entries)) : undefined;
};

/** A copy that can only be JSON. */
const plainOf = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue; // what JSON.parse makes
