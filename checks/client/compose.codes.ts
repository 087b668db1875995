import { code } from '#core/finding';

/** Names of packages differ per distribution; what Docker's own repository and Debian, Ubuntu and Fedora call them. */
const INSTALL =
  'Install the package docker-compose-plugin (or docker-compose-v2, docker-compose), by the way in which docker was installed';

/** The sentences of `client/compose`. */
export const composeCodes = {
  'compose-plugin-broken': code<{ readonly path: string; readonly detail: string; readonly repair: string }>({
    severity: 'error',
    message: ({ path, detail }) => `The Compose plugin ${path} does not work: ${detail}.`,
    cause: () =>
      'docker takes the first plugin of that name that it finds, and this one was copied badly, is for another processor, or lost what it leads to.',
    consequence: () =>
      'docker compose is an unknown command ("docker: \'compose\' is not a docker command", "unknown shorthand flag").',
    remedy: ({ repair }) => `${repair}.`,
    docs: 'https://docs.docker.com/compose/install/linux/',
  }),
  'compose-plugin-missing': code<{ readonly file: string; readonly searched: readonly string[] }>({
    severity: 'warning',
    message: ({ file }) => `${file} is a Compose file, but Docker Compose is not installed.`,
    cause: ({ searched }) =>
      `There is no docker-compose in ${searched.join(', ')}, nor in PATH: it is a package of its own, or is installed for another user.`,
    consequence: () => 'docker compose is an unknown command here.',
    remedy: () => `${INSTALL}.`,
    docs: 'https://docs.docker.com/compose/install/linux/',
  }),
  'compose-v1-eol': code<{
    readonly path: string;
    readonly version: string;
    readonly engine: string | undefined;
  }>({
    severity: 'info',
    message: ({ path, version }) =>
      `${path} is Compose ${version}, which has had no updates since July 2023.`,
    cause: () => 'Compose v1 was replaced by v2, a plugin of docker.',
    consequence: ({ engine }) =>
      engine === undefined
        ? 'It works with engines older than 25; newer ones make it fail with KeyError: ContainerConfig.'
        : `With engine ${engine} it fails with KeyError: ContainerConfig as soon as it is to make a container anew, and leaves renamed containers behind.`,
    remedy: () => `${INSTALL}, and use docker compose in place of docker-compose.`,
    docs: 'https://docs.docker.com/compose/releases/migrate/',
  }),
  'compose-too-old': code<{ readonly path: string; readonly version: string; readonly floor: string }>({
    severity: 'warning',
    message: ({ path, version, floor }) =>
      `${path} is Compose ${version}; the oldest supported version is ${floor}.`,
    cause: () => 'It has not been upgraded for a long time, or came from another source than docker.',
    consequence: () => 'Files that are written for newer versions are refused or read otherwise.',
    remedy: () => `${INSTALL}; if it is installed, upgrade it.`,
    docs: 'https://docs.docker.com/compose/install/linux/',
  }),
  'compose-v1-unit': code<{
    readonly unit: string;
    readonly path: string;
    readonly program: string;
    readonly state: 'gone' | 'v1';
    /** systemd starts it, or it runs. */
    readonly isInUse: boolean;
  }>({
    severity: 'warning',
    message: ({ path, program, state }) =>
      state === 'gone'
        ? `${path} starts containers with ${program}, which does not exist any more.`
        : `${path} starts containers with ${program}, which is Compose v1.`,
    cause: () => 'The unit was written for Compose v1, whose program was called docker-compose.',
    consequence: ({ state, isInUse }) => {
      if (state === 'v1') return 'It works until that program or the engine is upgraded.';
      return isInUse
        ? 'The unit fails (status 203/EXEC), and its containers do not start with the host.'
        : 'The unit could not be started; nothing starts it at present.';
    },
    remedy: ({ unit }) =>
      `Write docker compose (/usr/bin/docker compose) in place of docker-compose in the lines Exec… of ${unit} (sudo systemctl edit --full ${unit}), then sudo systemctl daemon-reload.`,
    docs: 'https://docs.docker.com/compose/releases/migrate/',
  }),
  'compose-v1-requests': code<{ readonly path: string; readonly detail: string }>({
    severity: 'error',
    message: ({ path, detail }) => `${path} (Compose v1) cannot talk to any engine: ${detail}.`,
    cause: () => 'Compose v1 is no longer maintained, and the Python packages below it have moved on.',
    consequence: () =>
      'Each command ends with "Not supported URL scheme http+docker" or "No module named \'distutils\'", as if the engine were down.',
    remedy: () =>
      `${INSTALL}, and use docker compose; other programs on docker-py need its version 7.1 or newer.`,
    docs: 'https://docs.docker.com/compose/releases/migrate/',
  }),
};
