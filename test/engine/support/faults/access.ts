import { SOCKET } from '../engine.ts';
import { type Fault, nothingToUndo } from './fault.ts';

export const accessFaults: readonly Fault[] = [
  {
    name: 'user outside the group',
    roots: ['group-user-missing'],
    inject: () => Promise.resolve(nothingToUndo),
    doctor: ({ outsider }) => ({ user: outsider }),
  },
  {
    name: 'membership not active in this session',
    roots: ['group-not-active'],
    inject: () => Promise.resolve(nothingToUndo),
    doctor: ({ earlyMember }) => ({ user: earlyMember }),
  },
  {
    name: 'wrong socket owner',
    roots: ['sock-wrong-owner'],
    inject: async ({ lab }) => {
      await lab.shell('chgrp root "$1"', [SOCKET]);
      return async () => {
        await lab.shell('chgrp docker "$1"', [SOCKET]);
      };
    },
    doctor: ({ member }) => ({ user: member }),
  },
];
