import { defineFix, type ServiceManager, type Step } from '#core/fix';
import type { Watch } from '#core/watch';
import { groupSteps } from './_group.ts';

interface SocketOwner {
  readonly path: string;
  readonly groupExists: boolean;
  readonly manager: ServiceManager;
  /** What the socket has now: names, or numbers where there is no name; the permission bits. */
  readonly was: { readonly owner: string; readonly group: string; readonly mode: number };
}

const WANTED_MODE = 0o660;

export const repairSocketOwner = defineFix<SocketOwner>({
  id: 'repair-socket-owner',
  title: 'Give the socket to root and the group docker',
  risk: 'safe',
  about:
    'Sets owner root, group docker and mode 660 on the socket of the engine, without interrupting it. It never opens the socket to everybody.',
  plan: ({ path, groupExists, manager, was }) => ({
    steps: [...groupSteps(groupExists), ...ownerSteps(path, was), ...modeSteps(path, was.mode)],
    notes: [lasting(manager)],
  }),
});

const ownerSteps = (path: string, { owner, group }: SocketOwner['was']): readonly Step[] => {
  const right = (name: string, wanted: string): boolean =>
    name === wanted || (wanted === 'root' && name === '0');
  const why = `the socket belongs to ${owner}:${group}, so members of the group docker may not use it`;
  if (!right(owner, 'root')) {
    return [
      {
        kind: 'exec',
        argv: ['chown', 'root:docker', path],
        privilege: 'root',
        why,
        undo: ['chown', `${owner}:${group}`, path],
        watch: shown('%U:%G', path, 'root:docker'),
      },
    ];
  }
  return right(group, 'docker')
    ? []
    : [
        {
          kind: 'exec',
          argv: ['chgrp', 'docker', path],
          privilege: 'root',
          why,
          undo: ['chgrp', group, path],
          watch: shown('%G', path, 'docker'),
        },
      ];
};

const modeSteps = (path: string, mode: number): readonly Step[] => {
  if (mode === WANTED_MODE) return [];
  const step = {
    kind: 'exec',
    argv: ['chmod', '660', path],
    privilege: 'root',
    why: `the socket has mode ${octal(mode)}`,
    watch: shown('%a', path, '660'),
  } as const;
  // A mode that let everybody in equals root for every local user: dockmedic does not bring it back.
  return [(mode & 0o007) === 0 ? { ...step, undo: ['chmod', octal(mode), path] } : step];
};

const shown = (format: string, path: string, wanted: string): Watch => ({
  kind: 'query',
  argv: ['stat', '-c', format, path],
  wanted,
});

const octal = (mode: number): string => mode.toString(8).padStart(3, '0');

const lasting = (manager: ServiceManager): string =>
  manager === 'systemd'
    ? 'docker.socket makes the socket anew at its next start, with its SocketGroup (docker unless changed).'
    : 'The engine makes the socket anew at its next start, with the group that its configuration names (docker unless changed).';
