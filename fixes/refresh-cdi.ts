import { defineFix } from '#core/fix';
import type { Argv } from '#core/host';

interface CdiSpecification {
  /** The specification that is to be written anew. */
  readonly path: string;
  readonly exists: boolean;
  /** Who writes it: the toolkit's own service, or its program. */
  readonly by:
    | { readonly kind: 'service'; readonly unit: string }
    | { readonly kind: 'program'; readonly ctk: string };
}

export const refreshCdi = defineFix<CdiSpecification>({
  id: 'refresh-cdi',
  title: 'Write the CDI specification of the GPUs anew',
  risk: 'safe',
  about:
    "Has the NVIDIA Container Toolkit write down the driver's files and devices as they are now, by its service nvidia-cdi-refresh where that made the file. The old specification is kept.",
  plan: ({ path, exists, by }) => ({
    steps: [
      {
        kind: 'exec',
        argv: command(path, by),
        privilege: 'root',
        why: exists ? `${path} does not fit the driver` : `there is no ${path}`,
        ...(exists ? { keeps: path } : { undo: ['unlink', path] as const }),
        watch: { kind: 'path', path, wanted: 'present' },
        timeoutMs: 120_000,
      },
    ],
    notes: [
      'Containers that run are not touched; the next one that asks for a GPU takes it from the new file.',
    ],
  }),
});

const command = (path: string, by: CdiSpecification['by']): Argv =>
  by.kind === 'service' ? ['systemctl', 'restart', by.unit] : [by.ctk, 'cdi', 'generate', `--output=${path}`];
