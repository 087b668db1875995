import { defineFix, type Step } from '#core/fix';
import { type DropIn, dropInStep, LAST_WINS, sysctlStep } from './_sysctl.ts';

interface Modules {
  /** `br_netfilter`, `overlay` … that are not loaded. */
  readonly modules: readonly string[];
  /** What the first of them is needed for. */
  readonly why: string;
  /** Where they are named for later boots. */
  readonly load: DropIn;
  /** Settings that the modules bring, each `0` by a setting of this host or not there before. */
  readonly settings?: readonly { readonly key: string; readonly now: string }[];
  readonly keep?: DropIn;
  /** A question, where loading them changes more than containers. */
  readonly asks?: string;
}

export const loadKernelModules = defineFix<Modules>({
  id: 'load-kernel-modules',
  title: 'Load kernel modules that containers need',
  risk: 'safe',
  about:
    'Loads modules of the running kernel, names them under /etc/modules-load.d for later boots, and switches on settings that they bring. It installs no kernel and forces nothing.',
  plan: ({ modules, why, load, settings = [], keep, asks }) => ({
    steps: [
      ...modules.map((module) => loaded(module, why)),
      ...(modules.length === 0 ? [] : [named(load, modules)]),
      ...settings.map(({ key, now }) => sysctlStep({ key, now, wanted: '1' })),
      ...(keep === undefined || settings.length === 0
        ? []
        : [
            dropInStep(
              keep,
              settings.map(({ key }) => ({ key, wanted: '1' })),
            ),
          ]),
    ],
    ...(asks === undefined ? {} : { asks }),
    notes: settings.length === 0 ? [] : [LAST_WINS],
  }),
});

const loaded = (module: string, why: string): Step => ({
  kind: 'exec',
  argv: ['modprobe', module],
  privilege: 'root',
  why,
  undo: ['modprobe', '-r', module],
  watch: { kind: 'query', argv: ['ls', '-d', `/sys/module/${module}`], wanted: `/sys/module/${module}` },
});

const named = ({ path, text }: DropIn, modules: readonly string[]): Step => ({
  kind: 'edit-file',
  path,
  edit: { kind: 'text', text: `# Made by dockmedic.\n${modules.map((module) => `${module}\n`).join('')}` },
  expect: text,
  privilege: 'root',
  why: 'systemd loads at boot what is named there',
});
