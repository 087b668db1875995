import { defineFix } from '#core/fix';

interface AptList {
  /** The older of two lists that name one repository. */
  readonly path: string;
  /** The one that stays. */
  readonly other: string;
}

export const setAsideAptList = defineFix<AptList>({
  id: 'set-aside-apt-list',
  title: 'Set the list of the older nvidia-docker aside',
  risk: 'safe',
  about:
    "Renames apt's list of the older nvidia-docker, so that apt passes over it. It installs and removes no package.",
  plan: ({ path, other }) => ({
    steps: [
      {
        kind: 'exec',
        // apt passes over the ending .disabled without a word.
        argv: ['mv', '-nT', '--', path, `${path}.disabled`],
        privilege: 'root',
        why: `${other} names the same repository with another key, and apt then refuses everything`,
        undo: ['mv', '-nT', '--', `${path}.disabled`, path],
        watch: { kind: 'path', path, wanted: 'absent' },
      },
    ],
    notes: ['Then apt works again: sudo apt-get update'],
  }),
});
