import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';
import { withoutDocker } from '../podman-host.ts';

/** Podman alone, on which this script of root's is then run. */
const onPodman = (script: string) => async (host: LabHost) => {
  await withoutDocker(host);
  await host.shell(script);
};

const OLD_SESSION = ['docker'];

export default [
  defineFault({
    code: 'rootless-no-subuid/none',
    title: 'the user has no line in /etc/subuid and /etc/subgid',
    inject: onPodman("sed -i '/^ada:/d' /etc/subuid /etc/subgid"),
    expect: {
      roots: ['rootless-no-subuid'],
      fix: ['rootless-no-subuid'],
      after: async (host) => {
        const map = await host.must(['podman', 'unshare', 'cat', '/proc/self/uid_map'], { user: 'ada' });
        if (!/ 65536$/m.test(map)) throw new Error(`The user namespace has no ids: ${map}`);
      },
    },
  }),
  defineFault({
    code: 'rootless-no-subuid/one-id',
    title: 'the range of the user is one id long, beside a Podman that serves its socket',
    inject: async (host) => {
      await onPodman('loginctl enable-linger ada; sed -i s/^ada:.*/ada:100000:1/ /etc/subuid')(host);
      await host.shell('systemctl --user enable --now podman.socket', [], { user: 'ada' });
    },
    expect: { roots: ['rootless-no-subuid'], fix: ['rootless-no-subuid'] },
  }),
  defineFault({
    code: 'rootless-no-subuid/rootless-docker',
    title: 'rootless Docker cannot start, for the user has no ids',
    inject: async (host) => {
      await host.shell(
        "systemctl disable --now docker.socket docker.service; rm -f /run/docker.sock; loginctl enable-linger ada; sed -i '/^ada:/d' /etc/subuid /etc/subgid",
      );
      await host.run(
        ['bash', '-c', 'PATH=$PATH:/usr/share/docker.io/contrib dockerd-rootless.sh >~/log 2>&1'],
        { user: 'ada' },
      );
    },
    on: { env: { DOCKER_HOST: 'unix:///run/user/1000/docker.sock' } },
    expect: { roots: ['rootless-no-subuid'], echoes: ['sock-missing'] },
  }),
  defineFault({
    code: 'rootless-newuidmap-missing/setuid',
    title: 'newuidmap has lost its setuid bit',
    inject: onPodman('chmod u-s /usr/bin/newuidmap'),
    expect: { roots: ['rootless-newuidmap-missing'], echoes: ['podman-info-failed'] },
  }),
  defineFault({
    code: 'rootless-newuidmap-missing/package',
    title: 'the package uidmap was removed; Podman serves a socket',
    inject: async (host) => {
      await onPodman('loginctl enable-linger ada')(host);
      await host.shell('systemctl --user enable --now podman.socket', [], { user: 'ada' });
      await host.shell('dpkg --purge --force-depends uidmap');
    },
    on: { env: { DOCKER_HOST: 'unix:///run/user/1000/podman/podman.sock' } },
    // What systemd does with the connection meanwhile (none answers, or it is closed) depends on the moment.
    expect: { roots: ['rootless-newuidmap-missing'] },
  }),
  defineFault({
    code: 'rootless-stale-pause',
    title: 'ids were granted after Podman had run without',
    inject: async (host) => {
      await onPodman(
        "cp /etc/subuid /etc/subgid /root; loginctl enable-linger ada; sed -i '/^ada:/d' /etc/subuid /etc/subgid",
      )(host);
      await host.shell('podman ps', [], { user: 'ada' });
      await host.shell('cp /root/subuid /root/subgid /etc');
    },
    expect: { roots: ['rootless-stale-pause'], fix: ['rootless-stale-pause'] },
  }),
  defineFault({
    code: 'rootless-runtime-dir/no-session',
    title: 'a user of Podman comes by su, without a session',
    inject: async (host) => {
      await onPodman('true')(host);
      await host.shell('podman info', [], { user: 'ada' });
      await host.shell('for n in $(seq 200); do [ -e /run/user/1000 ] || exit 0; sleep 0.1; done; exit 1');
    },
    on: { groups: OLD_SESSION },
    expect: {
      roots: ['rootless-runtime-dir'],
      echoes: ['podman-info-failed'],
      fix: ['rootless-runtime-dir'],
    },
  }),
  defineFault({
    code: 'rootless-runtime-dir/foreign',
    title: "a user of Podman comes by su, with root's XDG_RUNTIME_DIR",
    inject: async (host) => {
      await onPodman('true')(host);
      await host.shell('podman info', [], { user: 'ada' });
      await host.shell('for n in $(seq 200); do [ -e /run/user/1000 ] || exit 0; sleep 0.1; done; exit 1');
    },
    on: { groups: OLD_SESSION, env: { XDG_RUNTIME_DIR: '/run/user/0' } },
    expect: {
      roots: ['rootless-runtime-dir'],
      echoes: ['podman-info-failed'],
    },
  }),
];
