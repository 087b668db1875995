import { defineFix } from '#core/fix';
import type { Argv } from '#core/host';

interface DefaultContext {
  /** The context in use now, where it exists. One that is gone cannot be chosen again. */
  readonly from?: string;
  /** The directory of the client's configuration, where it is not the usual one. */
  readonly configDirectory?: string;
}

export const useDefaultContext = defineFix<DefaultContext>({
  id: 'use-default-context',
  title: 'Use the default Docker context',
  risk: 'safe',
  about: 'Makes the docker client use the engine of this host again. No context is deleted.',
  plan: ({ from, configDirectory }) => ({
    steps: [
      {
        kind: 'exec',
        // Docker 20.10 fails on the current context that is gone before it has chosen another: a flag goes before it.
        argv: use('default', configDirectory, ['--context', 'default']),
        privilege: 'user',
        why: 'the chosen context does not lead to a working engine',
        ...(from === undefined
          ? {}
          : {
              undo: use(from, configDirectory),
              watch: { kind: 'query', argv: inUse(configDirectory), wanted: 'default' },
            }),
      },
    ],
    notes: ['DOCKER_HOST and DOCKER_CONTEXT, where they are set, still win over this choice.'],
  }),
});

const inUse = (configDirectory: string | undefined): Argv => [
  'docker',
  ...(configDirectory === undefined ? [] : ['--config', configDirectory]),
  ...['context', 'ls', '--format', '{{if .Current}}{{.Name}}{{end}}'],
];

const use = (context: string, configDirectory: string | undefined, flags: readonly string[] = []): Argv => [
  'docker',
  ...(configDirectory === undefined ? [] : ['--config', configDirectory]),
  ...flags,
  ...['context', 'use', context],
];
