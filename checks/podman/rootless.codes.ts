import { code } from '#core/finding';
import { systemCodes } from './rootless.system.codes.ts';

export type Engine = 'podman' | 'docker';

const NAMES: Readonly<Record<Engine, string>> = { podman: 'Podman', docker: 'Docker' };
const CLIENT_FAULTS = [
  'sock-missing',
  'sock-stale-refused',
  'sock-hung',
  'sock-not-engine',
  'dockerhost-stale',
];

export const idsText = (count: number): string => (count === 1 ? 'one id' : `${count} ids`);

/** The sentences of `podman/rootless`. */
export const rootlessCodes = {
  ...systemCodes(CLIENT_FAULTS),
  'rootless-no-subuid': code<{
    readonly user: string;
    readonly source: string;
    readonly count: number;
    readonly engine: Engine;
    readonly start: number | undefined;
  }>({
    severity: 'error',
    message: ({ user, source, count }) =>
      count === 0
        ? `${source} grants ${user} no ids for containers.`
        : `${source} grants ${user} only ${idsText(count)} for containers; images expect 65536.`,
    cause: () =>
      'The account was made without ranges: by a directory service, by an old useradd, or on a system whose files were copied.',
    consequence: ({ engine }) =>
      engine === 'podman'
        ? 'Containers have one user alone. Images whose files belong to others cannot be unpacked ("potentially insufficient UIDs or GIDs").'
        : 'Rootless Docker does not start.',
    remedy: ({ user, start, engine }) => {
      const range = start === undefined ? 'FIRST-LAST' : `${start}-${start + 65_535}`;
      const then = engine === 'podman' ? `, then as ${user}: podman system migrate` : '';
      return `sudo usermod --add-subuids ${range} --add-subgids ${range} ${user}${then}`;
    },
    leadsTo: CLIENT_FAULTS,
    docs: 'https://docs.podman.io/en/latest/markdown/podman.1.html#rootless-mode',
  }),
  'rootless-newuidmap-missing': code<{
    readonly tools: readonly string[];
    readonly problem: 'missing' | 'no-right';
    readonly engine: Engine;
  }>({
    severity: 'error',
    message: ({ tools, problem }) =>
      problem === 'missing'
        ? `${tools.join(' and ')} cannot be found, which rootless containers need to map users.`
        : `${tools.join(' and ')} may not map users: the setuid bit is gone, and no file capability stands in for it.`,
    cause: ({ problem }) =>
      problem === 'missing'
        ? 'The package with these programs (uidmap, on Fedora and its kin shadow-utils) is not installed.'
        : 'The files were copied without their rights: by a restore, an image build or a tool that strips setuid bits.',
    consequence: ({ engine }) => `${NAMES[engine]} runs no container for this user.`,
    remedy: ({ problem }) =>
      problem === 'missing'
        ? 'Install the package: sudo apt-get install uidmap, or sudo dnf install shadow-utils'
        : 'Install the package anew, which sets their rights: sudo apt-get install --reinstall uidmap, or sudo dnf reinstall shadow-utils',
    leadsTo: ['podman-info-failed', ...CLIENT_FAULTS],
  }),
  'rootless-stale-pause': code<{ readonly pid: number; readonly ids: number; readonly granted: number }>({
    severity: 'error',
    message: ({ pid, ids, granted }) =>
      `Podman keeps a user namespace with ${idsText(ids)} (process ${pid}), although the user may have ${granted} more.`,
    cause: () =>
      'Podman ran before the ids were granted, and its pause process holds what it had then open for everything that follows.',
    consequence: () =>
      'Images whose files belong to several users cannot be unpacked, as if no ids had been granted.',
    remedy: () => 'podman system migrate (it stops the running containers of this user)',
    leadsTo: ['podman-info-failed'],
  }),
  'rootless-runtime-dir': code<{
    readonly user: string;
    readonly given: string | undefined;
    readonly usual: string;
    readonly trouble: 'missing' | 'foreign' | 'unset';
  }>({
    severity: 'error',
    message: ({ given, usual, trouble }) => {
      switch (trouble) {
        case 'foreign':
          return `XDG_RUNTIME_DIR is ${given}, which belongs to another user.`;
        case 'missing':
          return `XDG_RUNTIME_DIR is ${given}, which does not exist.`;
        default:
          return `This session has no runtime directory: XDG_RUNTIME_DIR is not set, and ${usual} does not exist.`;
      }
    },
    cause: () =>
      'The shell was not opened by a login: su, sudo -u, cron and many CI runners give no session, and a variable may stem from another user.',
    consequence: () =>
      "Rootless engines have no place for their sockets and locks, and this user's services do not run.",
    remedy: ({ user, given, usual }) =>
      given === undefined || given === usual
        ? `sudo loginctl enable-linger ${user}, or log in by ssh or machinectl shell ${user}@ instead of su`
        : `export XDG_RUNTIME_DIR=${usual} (where that is missing, first: sudo loginctl enable-linger ${user}), or log in by ssh or machinectl shell ${user}@ instead of su`,
    leadsTo: ['podman-info-failed', 'podman-socket-disabled', ...CLIENT_FAULTS],
  }),
};
