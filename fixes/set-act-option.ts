import { defineFix } from '#core/fix';

interface ActOption {
  /** The actrc that gets the line. */
  readonly path: string;
  /** What it holds; absent: there is none yet. */
  readonly text?: string;
  readonly option: 'image' | 'architecture' | 'socket';
}

export const setActOption = defineFix<ActOption>({
  id: 'set-act-option',
  title: "Add a line to act's configuration",
  risk: 'safe',
  about:
    'Appends one option to an actrc, behind all that stands in it: the image for ubuntu-latest, the architecture, or the socket of the engine for jobs. It replaces nothing.',
  plan: ({ path, text, option }) => {
    const { line, why, note } = OPTIONS[option];
    return {
      steps: [
        {
          kind: 'edit-file',
          path,
          edit: { kind: 'lines', change: [], append: [line] },
          expect: text,
          privilege: 'user',
          why,
        },
      ],
      notes: [note],
    };
  },
});

const OPTIONS: Readonly<
  Record<ActOption['option'], { readonly line: string; readonly why: string; readonly note: string }>
> = {
  image: {
    line: '-P ubuntu-latest=catthehacker/ubuntu:act-latest',
    why: 'act asks at its first run, and its answer writes the file anew',
    note: 'The first run pulls that image, about 1.5 GB. Another one is chosen by another -P line.',
  },
  architecture: {
    line: '--container-architecture linux/amd64',
    why: 'many actions bring programs for amd64 alone',
    note: 'Containers of act are emulated from then on, and slower; the line is for those who met "exec format error".',
  },
  socket: {
    line: '--container-daemon-socket /var/run/docker.sock',
    why: 'act mounts the socket of this side, which does not exist where the engine runs',
    note: 'Jobs then use the engine itself. With "-" in place of the path they get no socket.',
  },
};
