import { code } from '#core/finding';

const BREAKS = ['round-trip-failed', 'round-trip-output-missing'] as const;

/** The sentences of `security/selinux`. None ever advises to switch SELinux off. */
export const selinuxCodes = {
  'selinux-data-root-label': code<{
    readonly path: string;
    readonly type: string;
    /** The directory whose labels it should have. */
    readonly usual: string;
  }>({
    severity: 'error',
    message: ({ path, type }) =>
      `The data root ${path} has the SELinux type ${type}, which containers may not use.`,
    cause: ({ path, usual }) =>
      path === usual
        ? 'The directory was restored, copied or made before the policy for containers was installed.'
        : 'The data root was moved, and the policy was not told that the new place holds the same.',
    consequence: () =>
      'Programs in containers fail with "Permission denied" or "cannot apply additional memory protection after relocation".',
    remedy: ({ path, usual }) =>
      path === usual
        ? `Give it the labels of the policy: sudo restorecon -R ${path}`
        : `sudo semanage fcontext -a -e ${usual} ${path} && sudo restorecon -R ${path}; to take it back: sudo semanage fcontext -d ${path}`,
    leadsTo: BREAKS,
  }),
  'selinux-bind-mount': code<{
    readonly path: string;
    readonly type: string;
    readonly containers: readonly string[];
    /** The system itself, or a whole home: giving it another label would break others. */
    readonly shared: boolean;
  }>({
    severity: 'warning',
    message: ({ path, type, containers }) =>
      `${path}, mounted into ${containers.join(', ')}, has the SELinux type ${type}, which containers may not use.`,
    cause: () =>
      'A bind mount keeps the label that it has on the host, unless it is told to be labelled for containers.',
    consequence: () => 'Programs in there get "Permission denied" for it, whatever its mode and owner allow.',
    remedy: ({ path, shared }) =>
      shared
        ? `Mount a directory of its own in place of ${path}, which must keep its label; or let this one container do without labels: --security-opt label=disable.`
        : `Add :z to the mount (:Z for one container alone): -v ${path}:/PATH:z, which gives it the label for containers; sudo restorecon -R ${path} takes that back.`,
    docs: 'https://docs.docker.com/engine/storage/bind-mounts/#configure-the-selinux-label',
  }),
  'selinux-policy-missing': code<{ readonly policy: string }>({
    severity: 'error',
    message: ({ policy }) =>
      `SELinux is enforcing and the engine uses it, but the policy "${policy}" has no rules for containers.`,
    cause: () => 'The package container-selinux is not installed, or was removed.',
    consequence: () =>
      'Containers do not start ("write /proc/self/attr/keycreate: permission denied") or may read nothing.',
    remedy: () =>
      'Install the policy and label what is there: sudo dnf install container-selinux, then sudo restorecon -R /var/lib/docker, and restart the engine.',
    leadsTo: [...BREAKS, 'selinux-data-root-label'],
  }),
  'selinux-engine-off': code<{ readonly engine: string }>({
    severity: 'info',
    message: () => 'SELinux is enforcing, but the engine runs without its support.',
    cause: () => 'Docker uses SELinux only when it is told to, and it was not.',
    consequence: () =>
      'Containers work, and SELinux does not separate them from each other and from the host.',
    remedy: () =>
      'To have it, set "selinux-enabled": true in /etc/docker/daemon.json and restart the engine; bind mounts then need :z or :Z.',
    docs: 'https://docs.docker.com/reference/cli/dockerd/',
  }),
};
