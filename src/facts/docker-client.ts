import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { parseDockerCliVersion } from '#parse/docker-cli-version';
import { installation } from './installation.ts';

/** The docker client of this host. */
export interface DockerClient {
  readonly path: string;
  /** Absent when the program did not say one. */
  readonly version?: string;
  /** What it said, for the reader. */
  readonly answer: string;
}

/** `undefined`: there is none, or Podman stands in for it. */
export const dockerClient = defineFact({
  id: 'docker-client',
  summary: 'the docker client and its version (docker --version)',
  needs: { installation },
  collect: async (host, { installation }): Promise<DockerClient | undefined> => {
    const { dockerCli: path, dockerCliIsPodman } = installation;
    if (path === undefined || dockerCliIsPodman) return undefined;
    const output = await host.query([path, '--version']);
    if (isUnavailable(output)) return { path, answer: output.detail };
    const version = parseDockerCliVersion(output.stdout);
    const answer = (output.stdout.trim() || output.stderr.trim()).slice(0, 200);
    return { path, answer, ...(version === undefined ? {} : { version }) };
  },
});
