import { defineFact } from '#core/fact';
import { parseNetworks } from '#parse/engine-api';
import { askEngine } from './engine-answers.ts';
import { engineInUse } from './engine-in-use.ts';

export const engineNetworks = defineFact({
  id: 'engine-networks',
  summary: 'the networks of the engine (GET /networks)',
  needs: { engineInUse },
  collect: (host, { engineInUse }) => askEngine(host, engineInUse.address, '/networks', parseNetworks),
});
