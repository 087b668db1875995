import { defineFix, type ServiceManager, type Step } from '#core/fix';
import { installPlan, type SystemToInstallOn } from './_install.ts';

interface Install extends SystemToInstallOn {
  readonly manager: ServiceManager;
}

export const installDocker = defineFix<Install>({
  id: 'install-docker',
  title: 'Install Docker Engine',
  risk: 'safe',
  about:
    "Installs the engine: on Debian from Debian's own packages; elsewhere it prints the right way as a script, with Docker's repository bound to its key. It opens the socket to nobody: who may use it is asked for by a fix of its own.",
  plan: ({ manager, ...system }) => {
    const { steps, notes, applied } = installPlan(system);
    return {
      steps: applied ? steps.map((step) => managedBy(step, manager)) : steps,
      notes: [
        ...notes,
        'Then let the user in: dockmedic fix add-user-to-docker-group, which equals root on this host.',
      ],
      ...(applied
        ? {}
        : { byHand: 'read it as a script first, then run that: dockmedic fix install-docker --script' }),
    };
  },
});

const managedBy = (step: Step, manager: ServiceManager): Step =>
  step.kind === 'service' ? { ...step, manager } : step;
