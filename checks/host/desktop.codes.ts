import { code } from '#core/finding';

/** The sentences of `host/desktop`. */
export const desktopCodes = {
  'desktop-not-running': code<{ readonly endpoint: string; readonly detail: string; readonly kvm: boolean }>({
    severity: 'error',
    message: ({ endpoint, detail }) =>
      `docker is to use Docker Desktop at ${endpoint}, and it does not run: ${detail}.`,
    cause: ({ kvm }) =>
      kvm
        ? 'Docker Desktop was not started since the login, was quit, or its virtual machine ended.'
        : 'Docker Desktop runs its engine in a virtual machine, and there is no /dev/kvm on this host: virtualisation is off in the firmware, or the module kvm is not loaded.',
    consequence: () =>
      'Every docker command fails as if no Docker were there; what Desktop holds is still there.',
    remedy: ({ kvm }) =>
      kvm
        ? 'Start it: systemctl --user start docker-desktop (its icon shows when it is up). For the engine of this host instead: docker context use default. Resetting Desktop would delete its images and volumes.'
        : 'Switch virtualisation on in the firmware and load the module (modprobe kvm_intel or kvm_amd), then start Docker Desktop.',
    leadsTo: ['sock-missing', 'sock-stale-refused', 'sock-dangling-symlink', 'dockerhost-stale'],
    docs: 'https://docs.docker.com/desktop/setup/install/linux/',
  }),
  'desktop-file-sharing': code<{
    readonly path: string;
    readonly shared: readonly string[];
    readonly file: string | undefined;
    /** The container that was refused a mount. */
    readonly container: string | undefined;
  }>({
    severity: 'info',
    message: ({ path, shared, container }) =>
      container === undefined
        ? `${path} is in none of the directories that Docker Desktop shares with its containers: ${shared.join(', ') || 'none'}.`
        : `The container ${container} did not start: Docker Desktop does not share ${path} with its containers.`,
    cause: () =>
      'The engine of Docker Desktop runs in a virtual machine, which sees the shared directories alone.',
    consequence: () => 'Bind mounts from there fail with "Mounts denied", or come up empty.',
    remedy: ({ path }) =>
      `Add ${path} in Docker Desktop (Settings, Resources, File sharing), or move the project into a directory that is shared. Do not share the whole disk.`,
  }),
  'desktop-vm-disk-full': code<{ readonly detail: string }>({
    severity: 'error',
    message: ({ detail }) => `The virtual disk of Docker Desktop is full: ${detail}`,
    cause: () =>
      'Docker Desktop keeps images, containers and volumes on a virtual disk with a limit of its own, whatever this host has free.',
    consequence: () => 'Pulls, builds and container starts fail with "no space left on device".',
    remedy: () =>
      'See what uses it (docker system df), and remove what is not needed (docker builder prune, docker image prune), or raise the limit in Docker Desktop (Settings, Resources). Resetting Desktop would delete everything.',
    leadsTo: ['round-trip-failed', 'round-trip-unpublished'],
  }),
  'win-port-reserved': code<{ readonly container: string; readonly port: string }>({
    severity: 'warning',
    message: ({ container, port }) =>
      `The container ${container} did not start: Windows does not let anybody listen on port ${port}.`,
    cause: () =>
      'Windows sets ranges of ports aside for Hyper-V and its NAT (winnat), new ones at each start; no program is seen on such a port.',
    consequence: () => 'That container cannot be reached; netstat shows the port as free.',
    remedy: ({ port }) =>
      `Publish another port; or, in Windows as administrator: "netsh int ipv4 show excludedportrange protocol=tcp" shows whether ${port} is in a range, and "net stop winnat", starting the container and "net start winnat" frees it.`,
  }),
};
