import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { identity } from './identity.ts';
import { findProgram } from './installation.ts';

/** Whether somebody stands in a directory that is a Compose project. */
export interface ComposeProject {
  readonly directory: string;
  /** The file that Compose would take. */
  readonly file?: string;
  /** Podman's own Compose, which needs neither docker nor its plugin. */
  readonly podmanCompose: boolean;
}

/** In the order in which Compose looks for them. */
const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

export const composeProject = defineFact({
  id: 'compose-project',
  summary: 'whether the working directory holds a Compose file',
  needs: { identity },
  collect: async (host, { identity }): Promise<ComposeProject> => {
    const { workingDirectory: directory, environment } = identity;
    const directories = (environment['PATH'] ?? '').split(':').filter((one) => one.startsWith('/'));
    const [names, podmanCompose] = await Promise.all([
      host.list(directory),
      findProgram(host, directories, 'podman-compose'),
    ]);
    const file = isUnavailable(names) ? undefined : FILES.find((name) => names.includes(name));
    return { directory, podmanCompose: podmanCompose !== undefined, ...(file === undefined ? {} : { file }) };
  },
});
