import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

export const registerNvidiaRuntime = defineFix<DaemonJsonTarget>({
  id: 'register-nvidia-runtime',
  title: 'Tell Docker of the runtime nvidia',
  risk: 'disruptive',
  about:
    'Names the runtime nvidia in daemon.json, as nvidia-ctk runtime configure does, and restarts the engine. It leaves the default runtime as it is.',
  plan: (target) =>
    daemonJsonPlan(
      target,
      {
        kind: 'json',
        members: [{ path: ['runtimes', 'nvidia'], value: { args: [], path: 'nvidia-container-runtime' } }],
      },
      'the engine does not know the runtime that the toolkit brought',
    ),
});
