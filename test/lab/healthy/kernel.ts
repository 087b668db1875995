import { defineHealthy } from '../fault.ts';

export default [
  defineHealthy({
    name: 'modules-of-another-kernel',
    title: 'a kernel in one piece beside a package with the modules of another one',
    inject: async (host) => {
      await host.shell('mkdir -p /lib/modules/6.99.0-1-amd64');
    },
  }),
];
