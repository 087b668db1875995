import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'group-not-active/ssh-connection',
    title:
      'bob got the group docker while his ssh connection was open; new sessions through it lack it still',
    engines: 'all',
    inject: async (host) => {
      await host.openSsh('bob');
      await host.shell('usermod -aG docker bob');
    },
    on: { user: 'bob', over: 'ssh' },
    expect: { roots: ['group-not-active'], echoes: ['sock-denied'] },
  }),
  defineFault({
    code: 'sock-stale-refused/over-ssh',
    title: 'the engine was stopped, and somebody who came over ssh looks and repairs',
    engines: 'all',
    inject: async (host) => {
      await host.shell('systemctl stop docker.socket docker.service');
    },
    on: { user: 'ada', over: 'ssh' },
    expect: { roots: ['sock-stale-refused'], fix: ['sock-stale-refused'] },
  }),
];
