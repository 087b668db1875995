import { defineFix, type Step } from '#core/fix';

interface ConfigOwner {
  readonly user: string;
  readonly group: string;
  /** The user's `.docker` directory. */
  readonly directory: string;
}

export const ownDockerConfig = defineFix<ConfigOwner>({
  id: 'own-docker-config',
  title: "Give the docker client's configuration back to its user",
  risk: 'safe',
  about:
    'Makes the user the owner of their .docker directory and of what is in it. It deletes nothing: contexts, credentials and keys stay. Who owned which file is kept, without the files.',
  plan: (args) => ({ steps: [ownership(args)] }),
});

const ownership = ({ user, group, directory }: ConfigOwner): Step => {
  const owner = `${user}:${group}`;
  const why = 'files in it belong to somebody else, so the client cannot read or write them';
  // DOCKER_CONFIG can name any directory, /etc too. Everything below it is given away only where it is the client's own.
  return /^\/.+\/\.docker\/?$/.test(directory)
    ? {
        kind: 'exec',
        argv: ['chown', '-R', owner, directory],
        privilege: 'root',
        why,
        keepsRights: directory,
        watch: { kind: 'query', argv: ['find', directory, '!', '-user', user], wanted: '' },
      }
    : {
        kind: 'manual',
        instructions: `DOCKER_CONFIG names ${directory}, which may hold more than the client's configuration. See what is in it, then give ${owner} its config.json and contexts.`,
        why,
      };
};
