/** What a host is made of: a Debian, and the engines in it. */
export interface Generation {
  /** As `--engine` names it: the major version of its Docker Engine. */
  readonly id: '20.10' | '26' | '28';
  /** As it stands in the results. */
  readonly about: string;
  readonly suite: string;
  readonly mirror: string;
  /** Where the engines alone come from, if not from the suite itself. */
  readonly newer?: string;
}

const mirror = 'http://deb.debian.org/debian';

export const GENERATIONS: readonly Generation[] = [
  { id: '20.10', about: 'Debian 12, systemd 252, Podman 4.3', suite: 'bookworm', mirror },
  { id: '26', about: 'Debian 13, systemd 257, Podman 5.4', suite: 'trixie', mirror },
  {
    id: '28',
    about: 'Debian 13, systemd 257, containerd 2.1 and Podman 5.8 of Debian unstable',
    suite: 'trixie',
    mirror,
    newer: 'unstable',
  },
];

/** Where every fault is made, also one that does not say `engines: 'all'`. */
export const FIRST: Generation['id'] = '20.10';

/** `all`, or one by its id. */
export const generationsNamed = (name: string): readonly Generation[] => {
  if (name === 'all') return GENERATIONS;
  const found = GENERATIONS.filter(({ id }) => id === name);
  const known = GENERATIONS.map(({ id }) => id).join(', ');
  if (found.length === 0) throw new Error(`No such engine in the lab: ${name} (there are ${known}, and all)`);
  return found;
};
