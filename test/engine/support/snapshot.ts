import type { Lab } from './lab.ts';

// What a running engine and sudo keep for themselves changes without us; the journal is to be written.
const OWN = ['/run/docker', '/run/containerd', '/run/xtables.lock', '/run/sudo', '*/.local'];

/** Every file that a repair could touch: name, kind, mode, owner, the target of a link, and what is in it. */
export const filesOf = async (lab: Lab): Promise<string> => {
  const prunes = OWN.flatMap((path) => ['-path', path, '-prune', '-o']);
  const roots = ['/etc', '/run', '/home', `${lab.folder}/home-of-root`];
  const names = ['find', ...roots, '-xdev', ...prunes, '-printf', '%p %y %m %U:%G %l\\n'];
  const texts = ['find', ...roots, '-xdev', ...prunes, '-type', 'f', '-exec', 'cksum', '{}', '+'];
  return sorted((await lab.must(names)) + (await lab.must(texts)));
};

const sorted = (text: string): string => text.split('\n').sort().join('\n');
