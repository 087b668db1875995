import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { type EngineContainer, parseContainerDetail } from '#parse/engine-api';
import { askEngine } from './engine-answers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';

const INSPECT_TIMEOUT_MS = 1000;
const MOST_INSPECTED = 20;

/** The list of 20.10 goes on calling a container `removing` whose removal has failed; asked for it alone, the
 *  engine says `dead`. Nothing more is asked where no container is being removed, which is usual. */
export const deadContainers = defineFact({
  id: 'dead-containers',
  summary: 'names of containers that were removed in vain',
  needs: { engineInUse, engineContainers },
  collect: async (host, { engineInUse, engineContainers }): Promise<readonly string[]> => {
    const suspects = engineContainers.filter(({ State }) => State === 'removing' || State === 'dead');
    const isDead = async ({ Id, State }: EngineContainer): Promise<boolean> => {
      if (State === 'dead') return true;
      const path = `/containers/${encodeURIComponent(Id)}/json`;
      const detail = await askEngine(
        host,
        engineInUse.address,
        path,
        parseContainerDetail,
        INSPECT_TIMEOUT_MS,
      );
      return !isUnavailable(detail) && detail.State.Status === 'dead';
    };
    const asked = suspects.slice(0, MOST_INSPECTED);
    const dead = await Promise.all(asked.map(isDead));
    return asked.filter((_one, index) => dead[index]).map(nameOf);
  },
});

const nameOf = ({ Names, Id }: EngineContainer): string => (Names[0] ?? Id.slice(0, 12)).replace(/^\//, '');
