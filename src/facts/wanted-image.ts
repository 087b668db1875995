import { defineFact } from '#core/fact';
import { type BadReference, type ImageReference, parseImageReference } from '#parse/image-reference';
import { identity } from './identity.ts';

/** The image that somebody named, as written and as understood. */
export interface WantedImage {
  readonly text: string;
  readonly image: ImageReference | BadReference;
}

/** `undefined`: nobody named one. */
export const wantedImage = defineFact({
  id: 'wanted-image',
  summary: 'the image that --image or the configuration names',
  needs: { identity },
  collect: async (_host, { identity }): Promise<WantedImage | undefined> => {
    const { image: text } = identity.settings;
    return text === undefined ? undefined : { text, image: parseImageReference(text) };
  },
});
