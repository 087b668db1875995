import { defineFact } from '#core/fact';
import { parseImages } from '#parse/engine-api';
import { askEngine } from './engine-answers.ts';
import { engineInUse } from './engine-in-use.ts';

export const engineImages = defineFact({
  id: 'engine-images',
  summary: 'the names of the images (GET /images/json)',
  needs: { engineInUse },
  collect: (host, { engineInUse }) => askEngine(host, engineInUse.address, '/images/json', parseImages),
});
