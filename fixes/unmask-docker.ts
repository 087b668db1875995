import { defineFix, type Step } from '#core/fix';
import { serviceSteps } from './_service.ts';

interface Masked {
  readonly manager: 'systemd' | 'systemd-user';
  /** The masked units, in the order in which they are freed. */
  readonly masked: readonly string[];
  /** The unit to enable and start afterwards. */
  readonly unit: string;
  readonly socketUnit?: string;
  readonly enable: boolean;
  readonly start: boolean;
}

export const unmaskDocker = defineFix<Masked>({
  id: 'unmask-docker',
  title: 'Unmask the Docker engine',
  risk: 'safe',
  about:
    'Takes the mask off the units of the engine, and enables and starts them where asked. A mask can be intended (a rootless installation, Docker Desktop, an administrator), so it asks first.',
  plan: (args) => ({
    steps: [...unmaskSteps(args), ...enableSteps(args), ...startSteps(args)],
    asks: `Somebody or something masked ${args.masked.join(' and ')}: an uninstall, a rootless installation, Docker Desktop or an administrator who does not want this engine to run. Is it meant to run again?`,
  }),
});

const unmaskSteps = ({ manager, masked }: Masked): readonly Step[] =>
  masked.map((unit) => ({
    kind: 'service',
    unit,
    action: 'unmask',
    manager,
    why: `${unit} is masked: systemd refuses to start it`,
  }));

const enableSteps = ({ manager, unit, enable }: Masked): readonly Step[] =>
  enable
    ? [{ kind: 'service', unit, action: 'enable', manager, why: `${unit} is to run after a reboot too` }]
    : [];

const startSteps = ({ manager, unit, socketUnit, start }: Masked): readonly Step[] =>
  start
    ? serviceSteps(
        { manager, unit, resetFailed: false, ...(socketUnit === undefined ? {} : { socketUnit }) },
        'start',
        `${unit} does not run`,
      )
    : [];
