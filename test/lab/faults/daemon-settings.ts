import { defineFault, type Fault } from '../fault.ts';

const DROP_IN = '/etc/systemd/system/docker.service.d/lab.conf';

/** A running engine whose unit was given something unwise. */
const withDropIn = (code: string, title: string, lines: readonly string[], exitCode: number): Fault =>
  defineFault({
    code,
    title,
    engines: 'all',
    inject: async (host) => {
      await host.write(DROP_IN, `[Service]\n${lines.join('\n')}\n`);
      await host.shell('systemctl daemon-reload; systemctl restart docker.service');
    },
    expect: { roots: [code], exitCode },
  });

export default [
  withDropIn(
    'daemon-tcp-unencrypted',
    'docker.service listens on a TCP port without TLS',
    ['ExecStart=', 'ExecStart=/usr/sbin/dockerd -H fd:// -H tcp://0.0.0.0:2375'],
    0,
  ),
  defineFault({
    code: 'daemon-tcp-unencrypted/file',
    title: 'daemon.json lets the engine listen on a TCP port without TLS',
    engines: 'all',
    inject: async (host) => {
      await host.write(DROP_IN, '[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd\n');
      await host.write('/etc/docker/daemon.json', '{ "hosts": ["fd://", "tcp://0.0.0.0:2375"] }\n');
      await host.shell('systemctl daemon-reload; systemctl restart docker.service');
    },
    expect: { roots: ['daemon-tcp-unencrypted'], exitCode: 0, fix: ['daemon-tcp-unencrypted'] },
  }),
];
