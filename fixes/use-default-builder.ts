import { defineFix } from '#core/fix';

interface StaleBuilder {
  readonly name: string;
  /** Where buildx keeps its choice: `~/.docker/buildx/current`. */
  readonly choice: string;
  /** The context in use, whose own builder is meant. */
  readonly context: string;
}

export const useDefaultBuilder = defineFix<StaleBuilder>({
  id: 'use-default-builder',
  title: "Build with docker's own builder again",
  risk: 'safe',
  about: 'Makes buildx take the builder of the engine in use. The other builder stays, with its cache.',
  plan: ({ name, choice, context }) => ({
    steps: [
      {
        kind: 'exec',
        argv: ['docker', 'buildx', 'use', context],
        privilege: 'user',
        why: `the builder ${name} leads to an engine that is gone`,
        keeps: choice,
        watch: { kind: 'path', path: choice, wanted: 'present' },
      },
    ],
  }),
});
