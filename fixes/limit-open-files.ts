import { defineFix } from '#core/fix';
import type { EngineAddress } from '#core/host';
import { dropInStep } from './_drop-in.ts';
import { interruption } from './_interruption.ts';

interface OpenFiles {
  /** The unit whose limit containers inherit. */
  readonly unit: string;
  /** Names of the running containers. Absent: the engine could not be asked. */
  readonly interrupts?: readonly string[];
  readonly answers?: EngineAddress;
}

export const limitOpenFiles = defineFix<OpenFiles>({
  id: 'limit-open-files',
  title: 'Limit the files that programs in containers may open',
  risk: 'disruptive',
  about:
    'Sets LimitNOFILE=1048576 in a drop-in for the unit of which containers inherit the limit, and restarts that unit. The packaged unit and the limits of the host stay as they are.',
  plan: ({ unit, interrupts, answers }) => ({
    steps: [
      dropInStep({
        unit,
        name: OPEN_FILES,
        lines: ['LimitNOFILE=1048576'],
        why: `${unit} hands down a limit that programs choke on which walk through all possible files`,
        ...(answers === undefined ? {} : { answers }),
      }),
    ],
    notes: [
      unit === 'containerd.service'
        ? 'Running containers stay while containerd is restarted. They keep their old limit until they are started again.'
        : interruption(interrupts),
      'Among the drop-ins of a unit the last in the order of their names wins.',
    ],
  }),
});

/** The name of its drop-in. */
export const OPEN_FILES = 'dockmedic-open-files';
