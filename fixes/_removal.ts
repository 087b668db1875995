import type { EngineObject, EngineObjectType, FixPlan, RemoveObjectsStep } from '#core/fix';
import { formatBytes } from '#core/text';
import type { RemovalTarget } from '#facts/removal-target';

/** What a clean-up removes, and from which engine. */
export interface Clearing {
  readonly target: RemovalTarget;
  readonly objects: readonly EngineObject[];
}

interface Words {
  readonly type: EngineObjectType;
  /** What a person types: the name of what goes. */
  readonly word: string;
  readonly why: string;
  readonly notes?: readonly string[];
}

/** Exactly the listed objects, each looked at again right before; nothing else, and no way back. */
export const removalPlan = ({ target, objects: all }: Clearing, words: Words): FixPlan => {
  const objects = all.slice(0, MOST_IN_PLAN);
  const more = all.length - objects.length;
  return {
    steps: parcels(target, objects).map(
      (some): RemoveObjectsStep => ({
        kind: 'remove-objects',
        type: words.type,
        objects: some,
        client: target.client,
        address: target.address,
        why: words.why,
      }),
    ),
    word: words.word,
    notes: [
      ...freed(objects),
      ...(more === 0 ? [] : [`${more} more are left for another time.`]),
      ...(words.notes ?? []),
      'This cannot be undone.',
    ],
  };
};

// Nobody reads through more of them before saying yes.
const MOST_IN_PLAN = 400;

/** What the engine says that they take; what several of them share is counted by none. */
const freed = (objects: readonly EngineObject[]): readonly string[] => {
  const sizes = objects.flatMap(({ sizeBytes }) => sizeBytes ?? []);
  if (sizes.length === 0) return [];
  const total = formatBytes(sizes.reduce((sum, bytes) => sum + bytes, 0));
  const unsaid = objects.length - sizes.length;
  return [
    `By the engine's account it frees ${total}${unsaid === 0 ? '' : `, and what ${unsaid} of ${objects.length} take besides`}.`,
  ];
};

// The journal holds 20 000 letters of a step.
const MOST_OBJECTS = 80;
const MOST_LETTERS = 15_000;
const LETTERS_BESIDE = 90;

const parcels = ({ client }: RemovalTarget, objects: readonly EngineObject[]): readonly EngineObject[][] => {
  const letters = ({ id, name, owner = '' }: EngineObject): number =>
    client.join(' ').length + id.length + name.length + owner.length + LETTERS_BESIDE;
  const filled: EngineObject[][] = [];
  let room = 0;
  for (const object of objects) {
    const last = filled.at(-1);
    const fits = last !== undefined && last.length < MOST_OBJECTS && letters(object) <= room;
    if (fits) last.push(object);
    else filled.push([object]);
    room = (fits ? room : MOST_LETTERS) - letters(object);
  }
  return filled;
};
