import { defineFix } from '#core/fix';

interface Subject {
  readonly unit: string;
}

export const fixName = defineFix<Subject>({
  id: 'fix-name',
  title: 'An imperative sentence: what it does',
  risk: 'disruptive',
  about: 'One or two sentences: what it does, and what it will not do.',
  plan: ({ unit }) => ({
    steps: [
      {
        kind: 'exec',
        argv: ['systemctl', 'start', unit],
        privilege: 'root',
        why: `${unit} does not run`,
        undo: ['systemctl', 'stop', unit],
      },
    ],
  }),
});
