import { defineCheck } from '#core/check';
import type { FindingOf } from '#core/finding';
import { engineInUse } from '#facts/engine-in-use';
import { startErrors } from '#facts/start-errors';
import { type UnsharedMount, unsharedMounts } from '#facts/unshared-mounts';
import { mountsCodes } from './mounts.codes.ts';

type Finding = FindingOf<typeof mountsCodes>;

export const containersMounts = defineCheck({
  id: 'containers/mounts',
  title: 'Containers get the directories that they mount',
  about:
    'A container that shares mounts with its host (storage and monitoring agents, clusters in containers) does not start where the directory is mounted privately. The engine keeps the error with the container.',
  symptoms: ['path is mounted but it is not a shared mount'],
  informing: true,
  needs: { engine: engineInUse, errors: startErrors, unshared: unsharedMounts },
  codes: mountsCodes,
  evaluate: ({ engine, errors: { asked }, unshared }) => ({
    evidence: [
      {
        source: 'GET /containers/{id}/json of containers that do not run',
        observed:
          asked === 0 ? 'there is none' : `${asked} asked; ${unshared.length} did not start for a mount`,
      },
    ],
    findings: unshared.map((one) => ({ ...judge(one), engine: engine.id })),
  }),
});

/** The engine keeps an error until the next start, and has its own view of the mounts: shared in ours, it may be cured. */
const judge = ({ container, isSharedNow, ...where }: UnsharedMount): Finding => ({
  code: 'mount-not-shared',
  subject: container,
  params: { container, ...where, isSharedNow: isSharedNow === true },
  ...(isSharedNow === true ? { severity: 'info' } : {}),
});
