import { defineHealthy } from '../fault.ts';
import { cdiSpec, WITH_CDI, WITH_RUNTIME, withNvidia } from '../nvidia.ts';

export default [
  defineHealthy({
    name: 'nvidia-by-hook',
    title: 'an NVIDIA card, given out by the hook and the runtime (stand-ins for card and toolkit)',
    inject: (host) => withNvidia(host, { ways: 'hook', json: WITH_RUNTIME }),
  }),
  defineHealthy({
    name: 'nvidia-by-cdi',
    title: 'an NVIDIA card, given out by CDI alone (stand-ins for card and toolkit)',
    engines: ['28'],
    inject: async (host) => {
      await host.write('/etc/cdi/nvidia.yaml', cdiSpec('535.183.01'));
      await withNvidia(host, { ways: 'cdi', json: WITH_CDI });
    },
  }),
];
