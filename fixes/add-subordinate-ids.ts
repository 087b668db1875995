import { defineFix, type Step } from '#core/fix';

interface Grant {
  readonly user: string;
  /** The first id of the range, which nobody else has. */
  readonly start: number;
  readonly kinds: readonly ('subuids' | 'subgids')[];
  readonly engine: 'podman' | 'docker';
}

const COUNT = 65_536;
const FILES = { subuids: '/etc/subuid', subgids: '/etc/subgid' } as const;

export const addSubordinateIds = defineFix<Grant>({
  id: 'add-subordinate-ids',
  title: 'Give the user ids for containers',
  risk: 'disruptive',
  about:
    'Adds a range of 65536 ids that belongs to nobody else to /etc/subuid and /etc/subgid, and has Podman take it up, which stops the containers of that user. It deletes nothing.',
  plan: ({ user, start, kinds, engine }) => {
    const range = `${start}-${start + COUNT - 1}`;
    const grant = (kind: Grant['kinds'][number]): Step => {
      const file = FILES[kind];
      return {
        kind: 'exec',
        argv: ['usermod', `--add-${kind}`, range, user],
        privilege: 'root',
        why: `${user} has too few ids to hand to containers`,
        keeps: file, // usermod would not take ids from a user of whom a process runs
        watch: { kind: 'query', argv: ['cat', file] },
      };
    };
    return {
      steps: [...kinds.map(grant), ...(engine === 'podman' ? [migrate] : [])],
      notes:
        engine === 'podman'
          ? [MIGRATION_STOPS]
          : ['Then start the engine again: systemctl --user restart docker'],
    };
  },
});

const migrate: Step = {
  kind: 'exec',
  argv: ['podman', 'system', 'migrate'],
  privilege: 'user',
  why: 'Podman keeps the user namespace that it made before',
};

const MIGRATION_STOPS = "Running containers of this user stop. root's and other users' do not.";
