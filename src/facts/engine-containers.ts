import { defineFact } from '#core/fact';
import { parseContainers } from '#parse/engine-api';
import { askEngine } from './engine-answers.ts';
import { engineInUse } from './engine-in-use.ts';

export const engineContainers = defineFact({
  id: 'engine-containers',
  summary: 'all containers, stopped ones included (GET /containers/json)',
  needs: { engineInUse },
  collect: (host, { engineInUse }) =>
    askEngine(host, engineInUse.address, '/containers/json?all=1', parseContainers),
});
