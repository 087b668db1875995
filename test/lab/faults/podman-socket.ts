import { defineFault } from '../fault.ts';
import { withoutDocker } from '../podman-host.ts';

const OWN_SOCKET = { DOCKER_HOST: 'unix:///run/user/1000/podman/podman.sock' };

export default [
  defineFault({
    code: 'podman-socket-disabled/beside-docker',
    title: "DOCKER_HOST names the user's own Podman, whose socket was never switched on; Docker runs",
    inject: async (host) => {
      await host.shell('loginctl enable-linger ada');
    },
    on: { env: OWN_SOCKET },
    expect: {
      roots: ['podman-socket-disabled'],
      echoes: ['dockerhost-stale'],
      fix: ['podman-socket-disabled'],
    },
  }),
  defineFault({
    code: 'podman-socket-disabled/alone',
    title: "DOCKER_HOST names the user's own Podman, whose socket was switched off again",
    inject: async (host) => {
      await withoutDocker(host);
      await host.shell('loginctl enable-linger ada');
      await host.shell('systemctl --user enable --now podman.socket; podman info', [], { user: 'ada' });
      await host.shell('systemctl --user disable --now podman.socket', [], { user: 'ada' });
    },
    on: { env: OWN_SOCKET },
    expect: {
      roots: ['podman-socket-disabled'],
      echoes: ['sock-stale-refused'],
      fix: ['podman-socket-disabled'],
    },
  }),
];
