import type { LineChange } from '#core/file-edit';
import { defineFix } from '#core/fix';
import type { EditableFile } from '#facts/editable-file';

interface ConfigLine {
  /** The toolkit's config.toml. */
  readonly file: EditableFile;
  readonly change: LineChange;
  readonly why: string;
}

export const correctNvidiaConfig = defineFix<ConfigLine>({
  id: 'correct-nvidia-config',
  title: "Correct a line of the NVIDIA Container Toolkit's configuration",
  risk: 'safe',
  about:
    'Changes the one line of config.toml that keeps containers from the GPU (ldconfig or no-cgroups). The toolkit reads the file for each container, so that nothing is restarted.',
  plan: ({ file: { path, text, privilege }, change, why }) => ({
    steps: [
      { kind: 'edit-file', path, edit: { kind: 'lines', change: [change] }, expect: text, privilege, why },
    ],
  }),
});
