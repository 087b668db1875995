import { code } from '#core/finding';
import type { Engine } from './rootless.codes.ts';

const NAMES: Readonly<Record<Engine, string>> = { podman: 'Podman', docker: 'Rootless Docker' };

/** Of `podman/rootless`, what the system allows to users: the sentences. */
export const systemCodes = (clientFaults: readonly string[]) => ({
  'userns-disabled': code<{ readonly setting: string; readonly engine: Engine; readonly works: boolean }>({
    severity: 'error',
    message: ({ setting }) => `${setting} is 0: no ordinary user may make a user namespace on this host.`,
    cause: () =>
      'The system was hardened so, by a file under /etc/sysctl.d or by the defaults of an older distribution.',
    consequence: ({ engine, works }) =>
      works
        ? `${NAMES[engine]} works as long as the namespace lives that it made before, and no longer.`
        : `${NAMES[engine]} starts no container: "cannot clone: Operation not permitted", "user namespaces are not enabled".`,
    remedy: ({ setting }) =>
      `If rootless containers are wanted here (the kernel then shows more of itself to users): echo ${setting}=${setting.startsWith('user.') ? '28633' : '1'} | sudo tee /etc/sysctl.d/90-user-namespaces.conf && sudo sysctl --system, and take the line away that says 0.`,
    leadsTo: ['podman-info-failed', 'round-trip-failed', 'apparmor-userns-restricted', ...clientFaults],
  }),
  'apparmor-userns-restricted': code<{ readonly path: string; readonly engine: Engine }>({
    severity: 'error',
    message: ({ path }) =>
      `AppArmor lets only programs with a profile make user namespaces, and ${path} has none.`,
    cause: () =>
      'Ubuntu 24.04 and its kin set kernel.apparmor_restrict_unprivileged_userns, and bring profiles for programs at their usual paths alone.',
    consequence: ({ engine }) =>
      `${NAMES[engine]} does not start: "fork/exec /proc/self/exe: operation not permitted", "write failed /proc/self/uid_map".`,
    remedy: ({ path }) =>
      `Give it a profile: in /etc/apparmor.d/${path.slice(1).replaceAll('/', '.')} write: abi <abi/4.0>, include <tunables/global> ${path} flags=(unconfined) { userns, } (a line each), then sudo systemctl restart apparmor. Leave the restriction itself on.`,
    leadsTo: ['podman-info-failed', ...clientFaults],
    docs: 'https://docs.docker.com/engine/security/rootless/',
  }),
  'rootless-cgroup-delegation': code<{
    readonly path: string;
    readonly missing: readonly string[];
    readonly engine: Engine;
  }>({
    severity: 'warning',
    message: ({ path, missing }) =>
      `The control group controllers ${missing.join(', ')} are not handed to this user (${path}).`,
    cause: () => "systemd hands its users' services some controllers alone unless it is told otherwise.",
    consequence: ({ missing, engine }) =>
      `${NAMES[engine]} cannot limit ${missing.join(', ')}: docker run or podman run with such a limit fails ("the requested cgroup controller is not available") or ignores it.`,
    remedy: () =>
      'sudo systemctl edit user@.service, with the lines [Service] and Delegate=cpu cpuset io memory pids; then log out and in again.',
  }),
  'rootless-no-linger': code<{ readonly user: string; readonly services: readonly string[] }>({
    severity: 'info',
    message: ({ user, services }) =>
      `Services of ${user} run containers (${services.join(', ')}), and end with the last session of ${user}.`,
    cause: () =>
      'systemd keeps the services of a user only while the user is logged in, unless lingering is on.',
    consequence: () => 'Containers stop at logout and are not started at boot, only at the next login.',
    remedy: ({ user }) =>
      `If they are to run without a login: sudo loginctl enable-linger ${user}. For work at a desk it is well as it is.`,
  }),
});
