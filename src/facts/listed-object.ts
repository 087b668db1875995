import type { EngineObject, EngineObjectType } from '#core/fix';
import { shortened } from '#core/text';
import { fingerprint } from '#parse/engine-object';

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes?: number | undefined;
  readonly lastUsedAt?: string | undefined;
  readonly madeAt?: string | undefined;
  readonly owner?: string | undefined;
}

const MOST_LETTERS = 70;

/** An entry of one of the engine's lists as it may be removed; none where the answer does not say what it is. */
export const listedObject = (
  type: EngineObjectType,
  answer: unknown,
  about: Listed,
): readonly EngineObject[] => {
  const expect = fingerprint(type, answer);
  if (expect === undefined) return [];
  const { id, name, sizeBytes, lastUsedAt, madeAt, owner } = about;
  // By the name of a volume or network its users are asked for: it stays whole.
  const shown = type === 'build-cache' ? shortened(name, MOST_LETTERS) : name;
  const listed = {
    id,
    name: shown,
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(madeAt === undefined ? {} : { madeAt }),
    ...(owner === undefined ? {} : { owner }),
    expect,
  };
  return [withSize(listed, sizeBytes)];
};

/** -1 stands for "not computed". */
export const withSize = (one: EngineObject, bytes: number | undefined): EngineObject =>
  bytes === undefined || bytes < 0 ? one : { ...one, sizeBytes: bytes };
