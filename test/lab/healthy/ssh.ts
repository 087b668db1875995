import { defineHealthy } from '../fault.ts';

export default defineHealthy({
  name: 'over-ssh',
  title: 'looked at by a person who logged in over ssh',
  engines: 'all',
  inject: () => Promise.resolve(),
  on: { user: 'ada', over: 'ssh' },
});
