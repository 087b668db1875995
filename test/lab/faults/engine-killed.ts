import { defineFault } from '../fault.ts';

/** Ends as what it starts is killed; systemd says "signal" of it, and this word of a kill for want of memory. */
const TOLD_AS_OOM = `#!/bin/sh
[ "$1" = show ] || exec /usr/bin/systemctl "$@"
/usr/bin/systemctl "$@" | sed 's/^Result=signal$/Result=oom-kill/'
`;

export default [
  defineFault({
    code: 'oom-host-kills-engine',
    title:
      'dockerd is killed again and again, and a systemctl before the true one says that it was for want of memory: with the control groups of this machine systemd cannot tell',
    inject: async (host) => {
      await host.write(
        '/etc/systemd/system/docker.service.d/killed.conf',
        "[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=\nExecStart=/bin/sh -c 'kill -9 $$$$'\nRestart=no\n",
      );
      await host.write('/usr/local/bin/systemctl', TOLD_AS_OOM);
      await host.shell('chmod 755 /usr/local/bin/systemctl; systemctl daemon-reload');
      await host.inVain('systemctl restart docker.service');
    },
    expect: { roots: ['oom-host-kills-engine'], echoes: ['unit-start-limit'] },
  }),
  defineFault({
    code: 'engine-runtime-missing',
    title: 'daemon.json has a runtime whose program was removed',
    engines: 'all',
    inject: async (host) => {
      await host.write(
        '/etc/docker/daemon.json',
        '{ "runtimes": { "runsc": { "path": "/usr/local/bin/runsc" } } }\n',
      );
      await host.shell('systemctl restart docker.service');
    },
    expect: { roots: [], remarks: ['engine-runtime-missing'] },
  }),
];
