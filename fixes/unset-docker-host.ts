import { defineFix } from '#core/fix';
import type { ShellSetting } from '#facts/shell-settings';

interface Exported extends ShellSetting {
  readonly user: string;
}

export const unsetDockerHost = defineFix<Exported>({
  id: 'unset-docker-host',
  title: "Take DOCKER_HOST out of the shell's start-up file",
  risk: 'safe',
  about:
    "Switches off the line of the user's own start-up file that sets DOCKER_HOST, and leaves it there to be read. It changes no file of the system.",
  plan: ({ file: { path, text, privilege }, line, lineNumber, user }) => ({
    steps: [
      {
        kind: 'edit-file',
        path,
        // A command that does nothing, where a comment alone could leave the body of an `if` empty.
        edit: { kind: 'lines', change: [{ line, becomes: line.replace(/^(\s*)/, `$1${MARKER}`) }] },
        expect: text,
        privilege,
        why: `line ${lineNumber} sets DOCKER_HOST for each new shell`,
      },
    ],
    notes: ['Shells that run already keep the variable: unset DOCKER_HOST there, or log in again.'],
    proof: {
      kind: 'fresh-session',
      user,
      check: 'access/socket',
      why: 'this session was given the variable when it began; a new one is not',
      without: ['DOCKER_HOST'],
    },
  }),
});

const MARKER = ': # switched off by dockmedic: ';
