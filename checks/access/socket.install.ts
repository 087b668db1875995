import type { Platform } from '#facts/platform';

const INSTALL: Readonly<Record<string, string>> = {
  debian: 'sudo apt-get install docker.io',
  ubuntu: 'sudo apt-get install docker.io',
  fedora: 'sudo dnf install moby-engine',
  rhel: 'sudo dnf install podman',
  centos: 'sudo dnf install podman',
  amzn: 'sudo dnf install docker',
  arch: 'sudo pacman -S docker',
  alpine: 'sudo apk add docker',
  opensuse: 'sudo zypper install docker',
  suse: 'sudo zypper install docker',
};

/** How an engine is installed on this distribution, from its own packages. */
export const installCommand = (platform: Platform | undefined): string => {
  const { id = '', idLike = [] } = platform?.distribution ?? {};
  const known = [id, ...idLike].map((name) => INSTALL[name]).find((command) => command !== undefined);
  return known ?? 'see https://docs.docker.com/engine/install/';
};
