import { defineFix, type Step } from '#core/fix';
import { type ServiceTarget, serviceSteps } from './_service.ts';

interface StoppedContainerd {
  readonly masked: boolean;
  /** The engine that waits for it; absent where that runs, and finds it again by itself. */
  readonly engine?: ServiceTarget;
}

const UNIT = 'containerd.service';

export const startContainerd = defineFix<StoppedContainerd>({
  id: 'start-containerd',
  title: 'Start containerd, which the Docker engine needs',
  risk: 'safe',
  about:
    'Takes the mask off containerd.service where there is one, starts it, and then the engine that waited for it. It deletes nothing of containerd.',
  plan: ({ masked, engine }) => ({
    steps: [
      ...(masked ? [unmask] : []),
      // In the midst of its next attempt a unit has no failure on record; then this does nothing.
      ...serviceSteps(
        { manager: 'systemd', unit: UNIT, resetFailed: true },
        'start',
        `${UNIT} does not run, and the engine runs every container by it`,
      ),
      ...(engine === undefined ? [] : serviceSteps(engine, 'start', `${engine.unit} waited for containerd`)),
    ],
    ...(masked
      ? {
          asks: `Somebody or something masked ${UNIT}: an uninstall, or an administrator who does not want it to run. Is it meant to run again?`,
        }
      : {}),
  }),
});

const unmask: Step = {
  kind: 'service',
  unit: UNIT,
  action: 'unmask',
  manager: 'systemd',
  why: `${UNIT} is masked: systemd refuses to start it`,
};
