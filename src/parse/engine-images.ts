import * as v from 'valibot';
import { reader } from '#parse/engine-reader';
import { list, number, text, texts } from '#parse/lenient-schema';

/** What an engine says of images: `GET /images/json`, `/images/{id}/json`, `/distribution/{name}/json`. See `engine-api`. */
const imageSchema = v.object({
  Id: v.string(),
  ParentId: text,
  RepoTags: texts,
  Created: number,
  Size: number,
});
export type EngineImage = Readonly<v.InferOutput<typeof imageSchema>>;

const distributionSchema = v.object({
  Descriptor: v.fallback(v.object({ mediaType: text, digest: text }), {}),
  Platforms: list(v.object({ architecture: v.string(), os: text, variant: text })),
});
export type DistributionAnswer = Readonly<v.InferOutput<typeof distributionSchema>>;

const imageDetailSchema = v.object({ Id: v.string(), Architecture: text, Variant: text, Os: text });

export const parseImages = reader(list(imageSchema), true);
export const parseImageDetail = reader(imageDetailSchema);
export const parseDistribution = reader(distributionSchema);
