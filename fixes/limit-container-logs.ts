import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface ContainerLogLimit {
  readonly target: DaemonJsonTarget;
  /** A number of files is set already, and stays. */
  readonly hasMaxFile: boolean;
}

export const limitContainerLogs = defineFix<ContainerLogLimit>({
  id: 'limit-container-logs',
  title: 'Limit the logs of new containers',
  risk: 'disruptive',
  about:
    'Sets max-size to 10 MB and max-file to 3 for the log driver json-file in daemon.json and restarts the engine. It deletes no log, and containers that exist keep the settings with which they were made.',
  plan: ({ target, hasMaxFile }) =>
    daemonJsonPlan(
      target,
      {
        kind: 'json',
        members: [
          { path: ['log-opts', 'max-size'], value: '10m' },
          ...(hasMaxFile ? [] : [{ path: ['log-opts', 'max-file'], value: '3' }]),
        ],
      },
      'the logs of containers grow without a limit',
      {
        notes: [
          'It applies to containers that are made from now on. Those that exist have to be made anew (docker compose up -d --force-recreate) to get the limit.',
        ],
      },
    ),
});
