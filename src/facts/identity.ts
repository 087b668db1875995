import { defineFact } from '#core/fact';

export const identity = defineFact({
  id: 'identity',
  summary: 'who runs dockmedic, and the environment that container tools would see',
  needs: {},
  collect: (host) => host.identity(),
});
