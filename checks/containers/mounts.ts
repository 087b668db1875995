import { defineCheck } from '#core/check';
import type { FindingOf } from '#core/finding';
import { type ContainerStartErrors, containerStartErrors } from '#facts/container-start-errors';
import { engineInUse } from '#facts/engine-in-use';
import { mountsCodes } from './mounts.codes.ts';

type Finding = FindingOf<typeof mountsCodes>;

export const containersMounts = defineCheck({
  id: 'containers/mounts',
  title: 'Containers get the directories that they mount',
  about:
    'A container that shares mounts with its host (storage and monitoring agents, clusters in containers) does not start where the directory is mounted privately. The engine keeps the error with the container.',
  informing: true,
  needs: { engine: engineInUse, errors: containerStartErrors },
  codes: mountsCodes,
  evaluate: ({ engine, errors }) => {
    const findings = errors.errors.flatMap(judge).map((finding) => ({ ...finding, engine: engine.id }));
    return {
      evidence: [
        {
          source: 'GET /containers/{id}/json of containers that do not run',
          observed:
            errors.asked === 0
              ? 'there is none'
              : `${errors.asked} asked; ${findings.length} did not start for a mount`,
        },
      ],
      findings,
    };
  },
});

/** `path /data is mounted on / but it is not a shared mount` (or slave mount), of Docker and of runc alike. */
const NOT_SHARED = /path (\S+) is mounted on (\S+) but it is not a (shared|slave|shared or slave) mount/i;

const judge = ({ container, error }: ContainerStartErrors['errors'][number]): readonly Finding[] => {
  const [, path, mountPoint, wanted] = NOT_SHARED.exec(error) ?? [];
  if (path === undefined || mountPoint === undefined || wanted === undefined) return [];
  const params = { container, path, mountPoint, wanted: wanted.toLowerCase() };
  return [{ code: 'mount-not-shared', subject: container, params }];
};
