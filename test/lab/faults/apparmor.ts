import { falseRuntime } from '../false-runtime.ts';
import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'apparmor-lxc-runc',
    title:
      'a newer runc inside LXC: a runtime in its place fails in its words, for the kernel here has no AppArmor',
    engines: 'all',
    inject: (host) =>
      falseRuntime(
        host,
        'runc create failed: unable to start container process: error during container init: open sysctl net.ipv4.ip_unprivileged_port_start file: reopen fd 8: permission denied',
      ),
    expect: { roots: ['apparmor-lxc-runc'], echoes: ['round-trip-failed'] },
  }),
  defineFault({
    code: 'apparmor-profile-missing',
    title:
      'the profile docker-default is not loaded: a runtime in the place of runc fails in its words, for the kernel here has no AppArmor',
    engines: 'all',
    inject: (host) =>
      falseRuntime(
        host,
        'runc create failed: unable to start container process: error during container init: unable to apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory',
      ),
    expect: { roots: ['apparmor-profile-missing'], echoes: ['round-trip-failed'] },
  }),
];
