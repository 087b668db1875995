import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'group-user-missing',
    title: 'bob, who may use sudo, is not in the group docker',
    engines: 'all',
    inject: async (host) => {
      await host.write('/etc/sudoers.d/bob', 'bob ALL=(ALL) NOPASSWD: ALL\n');
    },
    on: { user: 'bob' },
    expect: {
      roots: ['group-user-missing'],
      echoes: ['sock-denied'],
      fix: ['group-user-missing'],
      fixExitCode: 1,
    },
  }),
  defineFault({
    code: 'group-not-active',
    title: 'bob was put into the group docker after he had logged in',
    engines: 'all',
    inject: async (host) => {
      await host.shell('usermod -aG docker bob');
    },
    on: { user: 'bob', groups: ['bob'] },
    expect: { roots: ['group-not-active'], echoes: ['sock-denied'] },
  }),
  defineFault({
    code: 'sock-wrong-owner/chgrp',
    title: 'the socket belongs to root:root',
    engines: 'all',
    inject: async (host) => {
      await host.shell('chgrp root /run/docker.sock');
    },
    expect: { roots: ['sock-wrong-owner'], echoes: ['sock-denied'], fix: ['sock-wrong-owner'] },
  }),
  defineFault({
    code: 'sock-wrong-owner/group-of-the-unit',
    title: 'a drop-in of docker.socket gives the socket to another group',
    engines: 'all',
    inject: async (host) => {
      await host.shell(`
        mkdir -p /etc/systemd/system/docker.socket.d
        printf '[Socket]\\nSocketGroup=root\\n' >/etc/systemd/system/docker.socket.d/group.conf
        systemctl daemon-reload; systemctl stop docker.service; systemctl restart docker.socket; systemctl start docker.service`);
    },
    expect: { roots: ['sock-wrong-owner'], echoes: ['sock-denied'] },
  }),
];
