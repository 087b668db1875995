import { defineFact } from '#core/fact';
import { endpoints } from './endpoints.ts';

/** Memory of the host, read only when the selected engine hangs: a starved host is one of the reasons.
 *  `undefined`: nothing hangs. */
export const memoryWhenHung = defineFact({
  id: 'memory-when-hung',
  summary: 'the memory that is left while the engine hangs',
  needs: { endpoints },
  collect: async (host, { endpoints }) =>
    endpoints.some(({ selected, state }) => selected && state.kind === 'hung') ? host.memory() : undefined,
});
