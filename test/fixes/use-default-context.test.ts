import { expect, test } from 'vitest';
import { propose } from '#core/fix';
import { useDefaultContext } from '#fixes/use-default-context';

test('chooses the default as the user, and back', () => {
  expect(useDefaultContext.plan({ from: 'colima', configDirectory: '/srv/docker' })).toEqual({
    steps: [
      {
        kind: 'exec',
        argv: ['docker', '--config', '/srv/docker', '--context', 'default', 'context', 'use', 'default'],
        privilege: 'user',
        why: 'the chosen context does not lead to a working engine',
        undo: ['docker', '--config', '/srv/docker', 'context', 'use', 'colima'],
        watch: {
          kind: 'query',
          argv: [
            ...['docker', '--config', '/srv/docker', 'context', 'ls'],
            ...['--format', '{{if .Current}}{{.Name}}{{end}}'],
          ],
          wanted: 'default',
        },
      },
    ],
    notes: ['DOCKER_HOST and DOCKER_CONTEXT, where they are set, still win over this choice.'],
  });
});

test('a context that is gone cannot be chosen again', () => {
  const { proposal } = propose(useDefaultContext, {});

  expect(proposal.steps).toMatchObject([
    { argv: ['docker', '--context', 'default', 'context', 'use', 'default'] },
  ]);
  expect(proposal).toMatchObject({ risk: 'safe', privilege: 'user', undoable: false });
});
