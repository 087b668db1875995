import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface StorageDriverChoice {
  readonly target: DaemonJsonTarget;
  /** The only one that has images in the data root. */
  readonly driver: string;
}

export const chooseStorageDriver = defineFix<StorageDriverChoice>({
  id: 'choose-storage-driver',
  title: 'Tell the engine which storage driver has its images',
  risk: 'safe',
  about:
    'Writes the storage driver under which the data root holds images as "storage-driver" into daemon.json, where only one of them has any, and starts the engine. It deletes nothing in the data root.',
  plan: ({ target, driver }) =>
    daemonJsonPlan(
      target,
      { kind: 'json', members: [{ path: ['storage-driver'], value: driver }] },
      `the engine finds several storage drivers in its data root, and only ${driver} has images there`,
    ),
});
