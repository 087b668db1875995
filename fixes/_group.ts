import type { Step } from '#core/fix';

/** Makes the system group `docker`, unless it is there. */
export const groupSteps = (groupExists: boolean): readonly Step[] =>
  groupExists
    ? []
    : [
        {
          kind: 'exec',
          argv: ['groupadd', '-r', 'docker'],
          privilege: 'root',
          why: 'the group docker does not exist',
          undo: ['groupdel', 'docker'],
          watch: { kind: 'query', argv: ['getent', 'group', 'docker'], wantedStart: 'docker:' },
        },
      ];
