import { defineFact } from '#core/fact';
import { parseEngineVersion } from '#parse/engine-api';
import { askEngine } from './engine-answers.ts';
import { engineInUse } from './engine-in-use.ts';

export const engineVersion = defineFact({
  id: 'engine-version',
  summary: 'versions of the engine, its API and its parts (GET /version)',
  needs: { engineInUse },
  collect: (host, { engineInUse }) => askEngine(host, engineInUse.address, '/version', parseEngineVersion),
});
