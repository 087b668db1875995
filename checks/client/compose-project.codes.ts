import { code } from '#core/finding';

/** The sentences of `client/compose-project`. */
export const composeProjectCodes = {
  'compose-net-external-missing': code<{
    readonly file: string;
    readonly network: string;
    readonly engine: string;
  }>({
    severity: 'warning',
    message: ({ file, network, engine }) =>
      `${file} takes the network ${network} for granted (external), and the engine at ${engine} has none of that name.`,
    cause: () =>
      'It was removed (docker network prune removes what no container uses), the project that makes it is not up, or another engine is meant (docker context).',
    consequence: ({ network }) =>
      `docker compose up ends with "network ${network} declared as external, but could not be found".`,
    remedy: ({ network }) =>
      `Start the project that the network belongs to; if nobody else makes it: docker network create ${network}`,
  }),
  'compose-name-conflict': code<{
    readonly file: string;
    readonly service: string;
    readonly name: string;
    readonly owner: string | undefined;
    readonly state: string;
    readonly volumes: readonly string[];
  }>({
    severity: 'warning',
    message: ({ file, service, name, owner, state }) =>
      `${file} gives the service ${service} the container name ${name}, which ${owner === undefined ? 'a container that Compose did not make' : `a container of the project ${owner}`} has (${state}).`,
    cause: () =>
      'A container name can be given once on an engine; a former run, another copy of this project or a person has made one.',
    consequence: ({ name }) =>
      `docker compose up ends with: Conflict. The container name "/${name}" is already in use.`,
    remedy: ({ name, state, volumes }) =>
      state === 'running'
        ? `It is running: find out who uses it before anything else (docker inspect ${name}), or take container_name out of the file, so that Compose makes a name of its own.`
        : `Rename it (docker rename ${name} ${name}-old), or remove it if nobody needs it (docker rm ${name}${volumes.length === 0 ? '' : `; its volumes stay: ${volumes.join(', ')}`}), or take container_name out of the file.`,
  }),
};
