import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { identity } from './identity.ts';

/** Which container programs are installed; each with its path. */
export interface Installation {
  readonly dockerCli?: string;
  readonly dockerd?: string;
  readonly containerd?: string;
  readonly podman?: string;
  readonly act?: string;
  /** `docker` is Podman's emulation script. */
  readonly dockerCliIsPodman: boolean;
  /** The snap of Docker is installed. */
  readonly dockerSnap: boolean;
}

// Looked into besides PATH: cron, systemd units and ordinary users often have no sbin in theirs.
export const STANDARD = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/snap/bin',
];

export const installation = defineFact({
  id: 'installation',
  summary: 'which container programs are installed',
  needs: { identity },
  collect: async (host, { identity }): Promise<Installation | Unavailable> => {
    const path = (identity.environment['PATH'] ?? '').split(':').filter((entry) => entry.startsWith('/'));
    const directories = [...new Set([...path, ...STANDARD])];
    const [dockerCli, dockerd, containerd, podman, act, snap] = await Promise.all([
      findProgram(host, directories, 'docker'),
      findProgram(host, directories, 'dockerd'),
      findProgram(host, directories, 'containerd'),
      findProgram(host, directories, 'podman'),
      findProgram(host, directories, 'act'),
      host.stat('/snap/docker/current'),
    ]);
    return {
      ...(dockerCli === undefined ? {} : { dockerCli }),
      ...(dockerd === undefined ? {} : { dockerd }),
      ...(containerd === undefined ? {} : { containerd }),
      ...(podman === undefined ? {} : { podman }),
      ...(act === undefined ? {} : { act }),
      dockerCliIsPodman: dockerCli !== undefined && (await isPodmanScript(host, dockerCli)),
      dockerSnap: !isUnavailable(snap),
    };
  },
});

/** The first executable of that name, in the order of the directories, as a shell would find it. */
export const findProgram = async (
  host: ReadableHost,
  directories: readonly string[],
  name: string,
): Promise<string | undefined> => {
  const paths = directories.map((directory) => `${directory}/${name}`);
  const stats = await Promise.all(paths.map((path) => host.stat(path)));
  return paths.find((_path, index) => {
    const stat = stats[index];
    return stat !== undefined && !isUnavailable(stat) && stat.type === 'file' && (stat.mode & 0o111) !== 0;
  });
};

/** podman-docker's `docker` is a short shell script; the real one is megabytes of program. */
const isPodmanScript = async (host: ReadableHost, path: string): Promise<boolean> => {
  const text = await host.readFile(path, { maxBytes: 4096 });
  return !isUnavailable(text) && text.startsWith('#!') && text.includes('podman');
};
