import type { Privilege, Step } from '#core/fix';

/** A setting of the kernel, and the file that is to keep it. */
export interface KernelSetting {
  /** `net.ipv4.ip_forward` */
  readonly key: string;
  readonly now: string;
  readonly wanted: string;
}

/** A file that is made, or holds what an earlier repair wrote. */
export interface DropIn {
  readonly path: string;
  readonly text: string | undefined;
}

const RIGHT: Privilege = 'root';

/** Sets it in the kernel now. */
export const sysctlStep = ({ key, now, wanted }: KernelSetting): Step => ({
  kind: 'exec',
  argv: ['sysctl', '-w', `${key}=${wanted}`],
  privilege: RIGHT,
  why: `${key} is ${now}`,
  undo: ['sysctl', '-w', `${key}=${now}`],
  watch: { kind: 'query', argv: ['cat', `/proc/sys/${key.replaceAll('.', '/')}`], wanted },
  expects: now,
});

/** Keeps them over a reboot. */
export const dropInStep = (
  { path, text }: DropIn,
  settings: readonly Pick<KernelSetting, 'key' | 'wanted'>[],
): Step => ({
  kind: 'edit-file',
  path,
  edit: {
    kind: 'text',
    text: `# Made by dockmedic.\n${settings.map(({ key, wanted }) => `${key} = ${wanted}\n`).join('')}`,
  },
  expect: text,
  privilege: RIGHT,
  why: `the kernel forgets ${settings.map(({ key }) => key).join(' and ')} at each reboot`,
});

export const LAST_WINS =
  'Of all files under /etc/sysctl.d, /run/sysctl.d and /usr/lib/sysctl.d the last in the order of their names wins, and /etc/sysctl.conf may come after them.';
