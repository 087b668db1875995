import { code } from '#core/finding';

/** The sentences of `security/posture`. */
export const postureCodes = {
  'engine-equals-root': code<{
    readonly members: readonly string[];
    readonly containers: readonly string[];
    readonly more: number;
  }>({
    severity: 'info',
    message: ({ members, containers, more }) => {
      const parts = [
        ...(members.length === 0 ? [] : [`${members.join(', ')} (group docker)`]),
        ...(containers.length === 0
          ? []
          : [`whatever runs in ${containers.join(', ')} (the engine's socket is mounted)`]),
      ];
      return `Through the engine, these are root on this host: ${parts.join('; ')}${more === 0 ? '' : ` and ${more} more`}.`;
    },
    cause: () =>
      'Who may start a container may mount the whole host into it and be root there; the group docker is made for that.',
    consequence: () => 'As intended on many hosts. What gets hold of one of these has the host.',
    remedy: ({ members }) =>
      `Nothing, where all of them may be root. Else take them out (sudo gpasswd -d ${members[0] ?? 'NAME'} docker), let them use rootless Docker or Podman, and give containers the socket only through a proxy that lets through what they need.`,
    docs: 'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
  }),
  'sock-open-to-all': code<{ readonly path: string; readonly mode: string }>({
    severity: 'warning',
    message: ({ path, mode }) => `Every user of this host may open ${path} (mode ${mode}).`,
    cause: () => 'Somebody opened it by hand, or a drop-in of docker.socket does, in place of a group.',
    consequence: () =>
      'Each local user and each service, however little it may do, is root through the engine.',
    remedy: ({ path }) =>
      `sudo chmod 660 ${path}, and put those who need it into the group docker. If it comes back after a restart: systemctl cat docker.socket shows what sets it.`,
    docs: 'https://docs.docker.com/engine/install/linux-postinstall/',
  }),
  'engine-eol': code<{
    readonly version: string;
    readonly release: string;
    readonly endedOn: string;
    readonly origin: 'docker' | 'unknown';
  }>({
    severity: 'warning',
    message: ({ version, release, endedOn }) =>
      `The engine is ${version}; the release ${release} has had no fixes from its makers since ${endedOn}.`,
    cause: ({ origin }) =>
      origin === 'docker'
        ? "It comes from Docker's own packages and has not been upgraded."
        : 'It has not been upgraded; who made this engine, and cares for it, was not to be seen.',
    consequence: () =>
      'Holes that are found in it stay open. Engines also stop working with newer clients and kernels in time.',
    remedy: ({ origin }) =>
      origin === 'docker'
        ? 'Upgrade it from the same repository: images, containers and volumes stay. Containers stop meanwhile.'
        : 'Upgrade it, unless somebody else (a distribution, an appliance) cares for this very build.',
    docs: 'https://endoflife.date/docker-engine',
  }),
};
