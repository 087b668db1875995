import { defineFault } from '../fault.ts';

export default [
  defineFault({
    code: 'config-root-owned',
    title: 'an earlier sudo docker left ~/.docker to root',
    inject: async (host) => {
      await host.shell(`
        mkdir -m 700 /home/ada/.docker; mkdir -p /home/ada/.docker/cli-plugins; ln -s /bin/true /home/ada/.docker/cli-plugins/docker-lab
        chown -h ada: /home/ada/.docker/cli-plugins/docker-lab; echo '{}' >/home/ada/.docker/config.json; chmod 600 /home/ada/.docker/config.json`);
    },
    expect: { roots: ['config-root-owned'], fix: ['config-root-owned'] },
  }),
  defineFault({
    code: 'config-json-invalid',
    title: '~/.docker/config.json ends in the middle, as after a full disk',
    inject: async (host) => {
      await host.shell(
        'mkdir -p ~/.docker; printf \'{ "auths": {\\n  "registry.example"\' >~/.docker/config.json',
        [],
        { user: 'ada' },
      );
    },
    expect: { roots: ['config-json-invalid'] },
  }),
  defineFault({
    code: 'config-json-invalid/comma',
    title: '~/.docker/config.json has a comma too many',
    inject: async (host) => {
      await host.shell(
        'mkdir -p ~/.docker; printf \'{\\n  "psFormat": "table {{.ID}}",\\n}\\n\' >~/.docker/config.json; chmod 600 ~/.docker/config.json',
        [],
        { user: 'ada' },
      );
    },
    expect: { roots: ['config-json-invalid'], fix: ['config-json-invalid'] },
  }),
  defineFault({
    code: 'config-json-invalid/comma-of-root',
    title: 'the same in a file of root, which the user may read',
    inject: async (host) => {
      await host.write('/home/ada/.docker/config.json', '{ "psFormat": "table {{.ID}}", }\n');
      await host.shell('chown ada: ~ada/.docker');
    },
    expect: {
      roots: ['config-json-invalid', 'config-root-owned'],
      fix: ['config-json-invalid', 'config-root-owned'],
    },
  }),
  defineFault({
    code: 'config-json-invalid/directory',
    title: 'a directory at ~/.docker/config.json, which the user has made their own',
    inject: async (host) => {
      await host.shell('mkdir -p ~/.docker/config.json', [], { user: 'ada' });
    },
    expect: { roots: ['config-json-invalid'], fix: ['config-json-invalid'] },
  }),
  defineFault({
    code: 'config-json-invalid/mounted',
    title:
      'a container was given ~/.docker/config.json as a bind mount, and the engine made a directory of root',
    engines: 'all',
    inject: async (host) => {
      await host.shell('mkdir ~/.docker', [], { user: 'ada' });
      await host.shell(`
        tar --create --directory=/ bin/busybox | docker import - mounting >/dev/null
        docker run --rm -v /home/ada/.docker/config.json:/config.json mounting /bin/busybox true
        [ "$(stat -c %F:%U /home/ada/.docker/config.json)" = directory:root ]`);
    },
    expect: { roots: ['config-json-invalid'], fix: ['config-json-invalid'] },
  }),
  defineFault({
    code: 'config-json-invalid/mounted-whole',
    title: 'the same without a ~/.docker: that is of root too',
    inject: async (host) => {
      await host.shell(`
        tar --create --directory=/ bin/busybox | docker import - mounting >/dev/null
        docker run --rm -v /home/ada/.docker/config.json:/config.json mounting /bin/busybox true`);
    },
    expect: {
      roots: ['config-json-invalid', 'config-root-owned'],
      fix: ['config-json-invalid', 'config-root-owned'],
    },
  }),
  defineFault({
    code: 'context-missing/config',
    title: 'currentContext names a context that was removed',
    inject: async (host) => {
      await host.shell(
        'mkdir -p ~/.docker; echo \'{ "currentContext": "colima" }\' >~/.docker/config.json',
        [],
        { user: 'ada' },
      );
    },
    expect: { roots: ['context-missing'], fix: ['context-missing'] },
  }),
  defineFault({
    code: 'context-missing/environment',
    title: 'DOCKER_CONTEXT names a context that does not exist',
    inject: () => Promise.resolve(),
    on: { env: { DOCKER_CONTEXT: 'gone' } },
    expect: { roots: ['context-missing'] },
  }),
  defineFault({
    code: 'dockerhost-stale/tcp',
    title: 'DOCKER_HOST names a port that nobody listens on',
    inject: () => Promise.resolve(),
    on: { env: { DOCKER_HOST: 'tcp://127.0.0.1:2375' } },
    expect: { roots: ['dockerhost-stale'] },
  }),
  defineFault({
    code: 'dockerhost-stale/unix',
    title: 'DOCKER_HOST names the socket of an engine that is gone',
    inject: () => Promise.resolve(),
    on: { env: { DOCKER_HOST: 'unix:///home/ada/.colima/default/docker.sock' } },
    expect: { roots: ['dockerhost-stale'] },
  }),
  defineFault({
    code: 'dockerhost-stale/profile',
    title: 'the profile of the user sets DOCKER_HOST to a rootless engine that is gone',
    inject: async (host) => {
      await host.shell('echo export DOCKER_HOST=unix:///run/user/1000/docker.sock >>~/.profile', [], {
        user: 'ada',
      });
    },
    expect: { roots: ['dockerhost-stale'], fix: ['dockerhost-stale'], fixExitCode: 1 },
  }),
  defineFault({
    code: 'dockerhost-malformed',
    title: 'DOCKER_HOST without unix://',
    inject: () => Promise.resolve(),
    on: { env: { DOCKER_HOST: '/var/run/docker.sock' } },
    expect: { roots: ['dockerhost-malformed'] },
  }),
  defineFault({
    code: 'tls-client-cert-missing',
    title: 'DOCKER_TLS_VERIFY is set, and there are no certificates',
    inject: () => Promise.resolve(),
    on: { env: { DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1' } },
    expect: { roots: ['tls-client-cert-missing'] },
  }),
];
