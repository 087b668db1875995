import { defineFault } from '../fault.ts';

/** Docker Desktop cannot be had here; its directory, its context and the place of its socket are as its documentation says. */
const INSTALLED = 'mkdir -p /opt/docker-desktop/bin; mknod -m 666 /dev/kvm c 10 232 2>/dev/null || true';
const CONTEXT =
  'docker context create desktop-linux --docker host=unix:///home/ada/.docker/desktop/docker.sock; docker context use desktop-linux';

export default [
  defineFault({
    code: 'desktop-not-running',
    title:
      'the context is that of Docker Desktop, which is installed and not started; the engine of the host runs',
    engines: 'all',
    inject: async (host) => {
      await host.shell(INSTALLED);
      await host.shell(CONTEXT, [], { user: 'ada' });
    },
    expect: { roots: ['desktop-not-running'], echoes: ['dockerhost-stale'] },
  }),
  defineFault({
    code: 'desktop-not-running/gone',
    title:
      'the context is that of a Docker Desktop that was removed: a stale setting, and no Desktop to start',
    inject: async (host) => {
      await host.shell(CONTEXT, [], { user: 'ada' });
    },
    expect: { roots: ['dockerhost-stale'], fix: ['dockerhost-stale'] },
  }),
];
