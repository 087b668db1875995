import type { EditFileStep } from '#core/fix';
import type { Argv, EngineAddress } from '#core/host';

interface DropIn {
  readonly unit: string;
  readonly name: string;
  readonly lines: readonly string[];
  readonly why: string;
  readonly answers?: EngineAddress;
}

/** A file beside the packaged unit, which stays as it is. systemd reads it, and the service begins anew. */
export const dropInStep = ({ unit, name, lines, why, answers }: DropIn): EditFileStep => ({
  kind: 'edit-file',
  path: dropInPath(unit, name),
  edit: {
    kind: 'text',
    text: `${['# Made by dockmedic; dockmedic undo removes it.', '[Service]', ...lines].join('\n')}\n`,
  },
  expect: undefined,
  privilege: 'root',
  why,
  reread: [
    ['systemctl', 'daemon-reload'],
    ['systemctl', 'reset-failed', unit],
    ['systemctl', 'restart', unit],
  ] satisfies readonly Argv[],
  ...(answers === undefined ? {} : { answers }),
});

export const dropInPath = (unit: string, name: string): string =>
  `/etc/systemd/system/${unit}.d/${name}.conf`;
