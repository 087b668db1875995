import { code } from '#core/finding';

type Helper = {
  readonly program: string;
  readonly path: string;
  readonly isStore: boolean;
  readonly registries: readonly string[];
};

const keepsFor = ({ isStore, registries }: Helper): string =>
  isStore ? 'every registry' : registries.join(', ');

const keyOf = ({ isStore }: Helper): string => (isStore ? '"credsStore"' : 'its entry in "credHelpers"');

/** The sentences of `registry/credentials`. */
export const credentialsCodes = {
  'cred-helper-missing': code<Helper & { readonly elsewhere: string | undefined }>({
    severity: 'error',
    message: (params) =>
      `${params.path} has the passwords of ${keepsFor(params)} kept by ${params.program}, which is not in PATH.`,
    cause: ({ elsewhere }) =>
      elsewhere === undefined
        ? 'The program that brought it (Docker Desktop, a cloud command line) was removed, or the file was copied from another machine.'
        : `It is ${elsewhere}, where the PATH of this session does not lead (sudo, cron and ssh have shorter ones).`,
    consequence: (params) =>
      `docker login${params.isStore ? '' : ' there'}, builds, Compose and act end with "error getting credentials"; docker pull of a public image may still work.`,
    remedy: (params) =>
      params.elsewhere === undefined
        ? `Install ${params.program}, or remove ${keyOf(params)} from ${params.path} after a copy of it; docker login then writes passwords into that file, readable for whoever can read it.`
        : `Add the directory of ${params.elsewhere} to PATH.`,
    docs: 'https://docs.docker.com/reference/cli/docker/login/#credential-stores',
  }),
  'cred-helper-fails': code<Helper & { readonly detail: string; readonly silent: boolean }>({
    severity: 'error',
    message: (params) =>
      `${params.program}, which keeps the passwords of ${keepsFor(params)}, ${params.silent ? 'does not answer' : 'fails'}: ${params.detail}.`,
    cause: ({ detail, silent }) => (silent ? WAITS : (causeOf(detail) ?? BROKEN)).cause,
    consequence: ({ silent }) =>
      silent
        ? 'docker login, builds and Compose wait with it, where nobody sees its question for ever.'
        : 'docker login ends with "error storing credentials", and whatever needs a password from it fails.',
    remedy: (params) => {
      const { remedy } = params.silent ? WAITS : (causeOf(params.detail) ?? BROKEN);
      return `${remedy}, or remove ${keyOf(params)} from ${params.path} after a copy of it; passwords then stand in that file.`;
    },
    docs: 'https://github.com/docker/docker-credential-helpers',
  }),
};

interface Cause {
  readonly cause: string;
  readonly remedy: string;
}

const WAITS: Cause = {
  cause: 'It waits, perhaps for somebody to unlock its store, or for another program that hangs.',
  remedy: 'Unlock the store in a session with a screen, or for gpg: export GPG_TTY=$(tty)',
};

const BROKEN: Cause = {
  cause: 'The program or the store behind it is broken or not set up.',
  remedy: 'Run it by hand with the word list and mend what it says',
};

const CAUSES: readonly (readonly [words: RegExp, cause: Cause])[] = [
  [
    /pass(?:word)? store is (?:un|not )initiali[sz]ed/i,
    {
      cause: 'The password store pass was never set up for this user.',
      remedy: 'Set it up: pass init and the id of your gpg key',
    },
  ],
  [
    /org\.freedesktop\.secrets|autolaunch D-Bus|DBUS|dbus/,
    {
      cause: 'No keyring runs in this session: it comes with a desktop, and not with ssh, cron or a server.',
      remedy: 'Start a keyring in this session, or use pass in its place',
    },
  ],
  [
    /keychain|user interaction/i,
    {
      cause: 'The keychain is locked, and this session may not ask for it.',
      remedy: 'Unlock it: security unlock-keychain',
    },
  ],
  [
    /Invalid argument|logon session/i,
    {
      cause: 'It is a program of Windows, and the way to it from this session is broken.',
      remedy: 'Restart WSL (wsl --shutdown, from Windows), or leave that helper to Windows',
    },
  ],
  [
    /gpg|pinentry|decrypt/i,
    { cause: 'gpg cannot ask for the passphrase of its key.', remedy: 'Run: export GPG_TTY=$(tty)' },
  ],
];

const causeOf = (detail: string): Cause | undefined => CAUSES.find(([words]) => words.test(detail))?.[1];
