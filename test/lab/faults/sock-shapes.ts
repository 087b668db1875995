import { defineFault, type Fault } from '../fault.ts';

const SOCKET = '/run/docker.sock';

/** The engine is stopped in order, and something else stands where its socket was. */
const instead = (code: string, title: string, script: string, fix?: readonly string[]): Fault =>
  defineFault({
    code,
    title,
    engines: 'all',
    inject: async (host) => {
      await host.shell(`systemctl stop docker.socket docker.service; rm ${SOCKET}; ${script}`);
    },
    expect: { roots: [code], ...(fix === undefined ? {} : { fix }) },
  });

export default [
  instead(
    'sock-is-directory',
    'a bind mount made a directory at the path of the socket while the engine was off',
    `mkdir ${SOCKET}; systemctl start docker.socket && exit 1; true`,
    ['sock-is-directory'],
  ),
  instead(
    'sock-dangling-symlink',
    "/run/docker.sock is a link to Docker Desktop's socket, and Desktop is gone",
    `ln -s /home/ada/.docker/desktop/docker.sock ${SOCKET}`,
    ['sock-dangling-symlink'],
  ),
  instead('sock-not-a-socket', 'a plain file at the path of the socket', `echo >${SOCKET}`, [
    'sock-not-a-socket',
  ]),
];
