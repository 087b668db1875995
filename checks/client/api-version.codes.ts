import { code } from '#core/finding';

type Client = {
  /** `DOCKER_API_VERSION`, or the docker client with its version. */
  readonly client: string;
  readonly version: string;
  readonly isPinned: boolean;
};

/** The sentences of `client/api-version`. */
export const apiVersionCodes = {
  'api-client-too-old': code<Client & { readonly oldest: string }>({
    severity: 'error',
    message: ({ client, version, oldest }) =>
      `${client} speaks API ${version}; the oldest that this engine accepts is ${oldest}.`,
    cause: ({ isPinned }) =>
      isPinned
        ? 'The variable pins the version, so that client and engine do not agree on one themselves.'
        : 'The engine was updated and the client was not.',
    consequence: () => 'Every command ends with "client version … is too old".',
    remedy: ({ isPinned, oldest }) =>
      isPinned
        ? UNPIN
        : `Update the docker client. Engines from 29.3 on accept 1.40 again; until then "min-api-version" in daemon.json can lower ${oldest}.`,
    docs: 'https://docs.docker.com/reference/api/engine/#api-version-matrix',
  }),
  'api-client-too-new': code<Client & { readonly newest: string }>({
    severity: 'error',
    message: ({ client, version, newest }) =>
      `${client} asks for API ${version}; the newest that this engine speaks is ${newest}.`,
    cause: () => 'The variable pins the version, so that client and engine do not agree on one themselves.',
    consequence: () => 'Every command ends with "client version … is too new".',
    remedy: () => UNPIN,
    docs: 'https://docs.docker.com/reference/api/engine/#api-version-matrix',
  }),
};

const UNPIN =
  "Unset it (unset DOCKER_API_VERSION), and remove the line that sets it from your shell's start files or the job that runs here.";
