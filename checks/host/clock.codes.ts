import { code } from '#core/finding';

/** An engine that is reached over the network has a machine of its own. */
const isMachine = (name: string): boolean => name.startsWith('tcp://');

/** The sentences of `host/clock`. */
export const clockCodes = {
  'clock-skew': code<{
    readonly whose: 'engine' | 'host' | 'unknown';
    readonly name: string;
    readonly by: string;
    readonly behind: boolean;
    readonly against: string;
  }>({
    severity: 'warning',
    message: ({ whose, name, by, behind, against }) => {
      const how = `${by} ${behind ? 'behind' : 'ahead of'}`;
      if (whose === 'engine') return `The clock of the engine ${name} is ${how} that of this host.`;
      return whose === 'host'
        ? `The clock of this host is ${how} those of ${against}.`
        : `The clock of this host is ${how} that of ${against}; one of the two is wrong.`;
    },
    cause: ({ whose, name }) =>
      whose === 'engine' && !isMachine(name)
        ? 'The engine runs in a virtual machine (Docker Desktop, WSL, Lima, podman machine) whose clock stood still while the computer slept.'
        : 'Nothing keeps the time of the machine (no NTP), its battery is empty, or it was restored from a snapshot.',
    consequence: ({ behind }) =>
      behind
        ? 'Certificates and packages count as "not yet valid" (x509, apt: "Release file … is not valid yet"), and logins as made in the future.'
        : 'Certificates and tokens count as expired ("certificate has expired", "token is expired") though they are not.',
    remedy: ({ whose, name }) =>
      whose === 'engine' && !isMachine(name)
        ? 'Restart the virtual machine: quit and start Docker Desktop, or wsl --shutdown, podman machine stop and start. In WSL, sudo hwclock -s sets it without a restart.'
        : 'On the machine that is wrong: sudo timedatectl set-ntp true (with systemd-timesyncd or chrony installed). Under a database that runs, stop it before the clock jumps far. Leave the verification of certificates on.',
  }),
};
