import type { Platform } from '#facts/platform';
import type { SystemToInstallOn } from '#fixes/_install';

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

export const systemToInstallOn = (platform: Platform | undefined): SystemToInstallOn | undefined => {
  if (platform === undefined) return undefined;
  const { os, kernelRelease, distribution } = platform;
  const { id, idLike = [], versionId, codename } = distribution ?? {};
  return {
    os,
    distributions: [...(id === undefined ? [] : [id]), ...idLike],
    ...(versionId === undefined ? {} : { versionId }),
    ...(codename === undefined ? {} : { codename }),
    wsl: /microsoft/i.test(kernelRelease),
  };
};
