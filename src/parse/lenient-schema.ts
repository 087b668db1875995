import * as v from 'valibot';

/** Pieces of schemas for answers whose every field may be left out, `null` or of another type: then it is absent. */
export const absent = undefined;
export const text = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => value || absent),
    ),
  ),
  absent,
);
export const number = v.fallback(v.optional(v.pipe(v.number(), v.finite())), absent);
export const flag = v.fallback(v.optional(v.boolean()), absent);
export const texts = v.fallback(v.array(v.string()), []);
export const textMap = v.fallback(v.record(v.string(), v.string()), {});
export const list = <S extends v.GenericSchema>(item: S) =>
  v.pipe(
    v.fallback(v.array(v.unknown()), []),
    v.transform((items): v.InferOutput<S>[] =>
      items.flatMap((value) => {
        const parsed = v.safeParse(item, value);
        return parsed.success ? [parsed.output] : [];
      }),
    ),
  );
