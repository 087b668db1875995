import { code } from '#core/finding';

const BREAKS = ['round-trip-failed', 'round-trip-unpublished'] as const;

/** The sentences of `security/apparmor`. None ever advises to do without AppArmor. */
export const apparmorCodes = {
  'apparmor-profile-missing': code<{
    /** The engine's own words; absent where the program that loads profiles is missing, and no container was tried. */
    readonly detail: string | undefined;
    readonly parser: boolean;
  }>({
    severity: 'error',
    message: ({ detail, parser }) =>
      detail === undefined
        ? 'AppArmor is on, and apparmor_parser, by which the engine loads its profile, is not installed.'
        : `The AppArmor profile of the engine is not loaded${parser ? '' : ', and apparmor_parser, which loads it, is not installed'}: ${detail}.`,
    cause: ({ parser }) =>
      parser
        ? 'The profiles were unloaded or loaded anew under the running engine, which loads its own (docker-default) at its start.'
        : 'The kernel has AppArmor, and the package apparmor is not installed: so on small images of Debian and Ubuntu.',
    consequence: () => 'Containers do not start, unless they are told to do without a profile.',
    remedy: ({ parser }) =>
      parser
        ? 'Restart the engine, which loads its profile: sudo systemctl restart docker'
        : 'sudo apt-get install apparmor, then restart the engine, which loads its profile: sudo systemctl restart docker',
    leadsTo: BREAKS,
    docs: 'https://docs.docker.com/engine/security/apparmor/',
  }),
  'apparmor-lxc-runc': code<{ readonly detail: string; readonly inside: string | undefined }>({
    severity: 'error',
    message: ({ detail, inside }) =>
      `runc may not write settings of the kernel's network${inside === undefined ? '' : ` inside this ${inside} container`}: ${detail}.`,
    cause: () =>
      'Since its security update of November 2025 (CVE-2025-52881; 1.2.8, 1.3.3) runc opens these files by a way that AppArmor mistakes for another, and the rules of LXC, Proxmox and Incus deny that one.',
    consequence: () => 'No container starts in here, although nothing was changed in here but runc.',
    remedy: () =>
      'On the outer host: update lxc-pve to 6.0.5-2 or newer (Proxmox), Incus to 6.19 or newer; plain LXC needs other rules, which the link tells. Nothing in here cures it. Do not go back to the older runc: it is open to escapes.',
    leadsTo: BREAKS,
    docs: 'https://github.com/opencontainers/runc/issues/4968',
  }),
};
