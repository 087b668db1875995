import { defineFact } from '#core/fact';
import { parseEngineInfo } from '#parse/engine-api';
import { askEngine } from './engine-answers.ts';
import { engineInUse } from './engine-in-use.ts';

export const engineInfo = defineFact({
  id: 'engine-info',
  summary: 'what the engine says of itself (GET /info)',
  needs: { engineInUse },
  collect: (host, { engineInUse }) => askEngine(host, engineInUse.address, '/info', parseEngineInfo),
});
