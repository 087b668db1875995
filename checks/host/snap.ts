import { ifAvailable, isUnavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import { code, type FindingOf } from '#core/finding';
import { composeProject } from '#facts/compose-project';
import { engineInfo } from '#facts/engine-info';
import { identity } from '#facts/identity';
import { installation } from '#facts/installation';
import { startErrors } from '#facts/start-errors';

const codes = {
  'snap-confinement': code<{
    readonly path: string;
    readonly root: string;
    /** The container that did not start for it. */
    readonly container: string | undefined;
  }>({
    severity: 'warning',
    message: ({ path, container }) =>
      container === undefined
        ? `The Compose project is in ${path}, where the Docker of the snap does not see it.`
        : `The container ${container} did not start: the Docker of the snap does not see ${path}.`,
    cause: ({ root }) =>
      `This Docker Engine is a snap (its data is in ${root}). A snap sees of this host only what is in home directories and not hidden there; it has a /tmp of its own, and the rest looks read-only to it.`,
    consequence: () =>
      'Bind mounts from elsewhere fail with "read-only file system" or come up empty, and docker compose says of its file "permission denied" or that there is none.',
    remedy: ({ path }) =>
      `Move what is in ${path} into a directory in your home whose name begins with no dot, or, for disks in /media and /mnt, snap connect docker:removable-media. Where that does not do: save the volumes, snap stop --disable docker, and install Docker Engine from the packages of the distribution or of Docker. Do not remove the snap with --purge: that deletes its volumes.`,
    docs: 'https://snapcraft.io/docs/snap-confinement',
  }),
};

type Finding = FindingOf<typeof codes>;

/** canonical/docker-snap#188 and #7, stefanprodan/dockprom#161. */
const READ_ONLY = /error while creating mount source path '([^']+)': mkdir \S+: read-only file system/;

const SNAP_ROOT = /^\/var\/snap\/docker\//;

export const hostSnap = defineCheck({
  id: 'host/snap',
  title: 'The Docker snap sees what it is to mount',
  about:
    'Installed as a snap, Docker sees little of the host: a mount from elsewhere fails as if the disk were read-only, and a Compose file as if it were not there.',
  symptoms: ['the Docker snap cannot mount or read a directory'],
  informing: true,
  needs: {
    identity,
    installation,
    info: optional(engineInfo),
    project: optional(composeProject),
    errors: optional(startErrors),
  },
  codes,
  applies: ({ installation, info }) => {
    const root = ifAvailable(info)?.DockerRootDir;
    const isSnap = root === undefined ? installation.dockerSnap : SNAP_ROOT.test(root);
    return isSnap ? true : 'the engine in use is not the snap of Docker';
  },
  evaluate: ({ identity, info, project, errors }) => {
    if (isUnavailable(info))
      return {
        evidence: [{ source: info.source, observed: info.detail }],
        findings: [],
        missing: { ...info, origin: info.origin ?? engineInfo.id },
      };
    const root = info.DockerRootDir ?? '';
    const kept = ifAvailable(errors);
    const refused = (kept?.errors ?? []).flatMap(({ container, error }): readonly Finding[] => {
      const [, path] = READ_ONLY.exec(error) ?? [];
      if (path === undefined) return [];
      return [{ code: 'snap-confinement', subject: path, params: { path, root, container } }];
    });
    const told = ifAvailable(project);
    const path = told?.file === undefined ? undefined : told.directory;
    const hidden: readonly Finding[] =
      path === undefined || isSeen(path, identity.home)
        ? []
        : [{ code: 'snap-confinement', subject: path, params: { path, root, container: undefined } }];
    return {
      evidence: [
        { source: 'GET /info', observed: `the data root is ${root}` },
        { source: 'working directory', observed: identity.workingDirectory },
        {
          source: 'containers that do not run',
          observed: `${kept?.asked ?? 0} asked, ${refused.length} without a mount`,
        },
      ],
      findings: [...refused, ...hidden],
    };
  },
});

/** The plug `home`: what is not hidden in the user's own home. Removable media may be connected, and are not judged. */
const isSeen = (path: string, home: string | undefined): boolean => {
  if (/^\/(media|mnt|run\/media)\//.test(path)) return true;
  if (home === undefined || !path.startsWith(`${home}/`)) return path === home;
  return !path.slice(home.length + 1).startsWith('.');
};
