import { code } from '#core/finding';

const FOLDS = [
  'engine-not-installed',
  'sock-missing',
  'sock-not-a-socket',
  'sock-stale-refused',
  'sock-dangling-symlink',
];

/** The sentences of `host/wsl`. */
export const wslCodes = {
  'wsl-integration-off': code<{
    readonly version: 1 | 2;
    readonly distro: string | undefined;
    /** Desktop has mounted its directory here, which it does in each distribution of WSL 2. */
    readonly mounted: boolean;
    readonly client: 'integration' | 'windows' | 'other' | 'none';
  }>({
    severity: 'error',
    message: ({ distro = 'this distribution' }) =>
      `Docker Desktop does not serve ${distro}: its engine is not reached from here.`,
    cause: ({ version, mounted, client }) => {
      if (version === 1) return 'This distribution runs under WSL 1, which Docker Desktop does not serve.';
      if (client === 'integration')
        return 'The integration was on (docker is a link into Docker Desktop), but what it leads to is not there: Desktop does not run, or it did not mount its tools here.';
      return mounted
        ? 'Docker Desktop runs, and the integration is off for this distribution; an update may have switched it off.'
        : 'Docker Desktop does not run, or the integration is off for this distribution.';
    },
    consequence: () =>
      `docker is not found, or says that it "could not be found in this WSL 2 distro"; no container can be started from here.`,
    remedy: ({ version, distro = 'NAME' }) =>
      version === 1
        ? `In Windows: wsl --set-version ${distro} 2, then switch the integration on in Docker Desktop (Settings, Resources, WSL integration).`
        : `Start Docker Desktop in Windows, and switch on ${distro} in Settings, Resources, WSL integration. If it is on: switch it off and on again, or run wsl --shutdown in Windows, which ends all distributions. An engine installed here beside it would be a second one with images of its own.`,
    leadsTo: FOLDS,
    docs: 'https://docs.docker.com/desktop/features/wsl/',
  }),
  'wsl-socket-missing': code<{ readonly path: string; readonly instead: string | undefined }>({
    severity: 'error',
    message: ({ path, instead }) =>
      instead === undefined
        ? `Docker Desktop serves this distribution, but ${path} does not lead to it.`
        : `Docker Desktop serves this distribution, but ${path} is a ${instead}.`,
    cause: () =>
      'Desktop lays that socket into each distribution when it starts, and did not: several of its versions failed at it (4.39 to 4.41, 4.75), and an init that mounts /run anew covers it.',
    consequence: () => 'docker and every other client of this distribution say that the daemon does not run.',
    remedy: ({ path }) =>
      `In Docker Desktop switch the integration of this distribution off and on (Settings, Resources, WSL integration), or run wsl --shutdown in Windows; update Desktop. Until the next start a link helps: sudo ln -sf /mnt/wsl/docker-desktop/shared-sockets/guest-services/docker.proxy.sock ${path}. Do not reset Desktop: that deletes images and volumes.`,
    leadsTo: FOLDS,
  }),
  'wsl-vhdx-grows': code<{
    readonly path: string;
    readonly size: string;
    readonly used: string;
    readonly left: string;
  }>({
    severity: 'warning',
    message: ({ path, size, used, left }) =>
      `Windows has ${left} left on C:, and the virtual disk of Docker Desktop takes ${size} of it for ${used} of data (${path}).`,
    cause: () => 'Such a disk grows with what is written to it, and does not shrink when that is removed.',
    consequence: () => 'docker system prune frees nothing in Windows; when C: is full, WSL and Desktop stop.',
    remedy: () =>
      'In Windows, with Docker Desktop quit: wsl --shutdown, then as administrator Optimize-VHD -Path … -Mode Full (Hyper-V), or diskpart: select vdisk file=…, attach vdisk readonly, compact vdisk, detach vdisk. Never delete the file: all images and volumes are in it.',
    docs: 'https://learn.microsoft.com/windows/wsl/disk-space',
  }),
};
