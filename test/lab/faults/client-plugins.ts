import { defineFault } from '../fault.ts';
import type { LabHost } from '../host.ts';

const PLUGINS = '/usr/local/lib/docker/cli-plugins';

/** Real as far as docker can see: it answers the client's question about itself. */
const STAND_IN = `#!/bin/sh
echo '{"SchemaVersion":"0.1.0","Vendor":"lab","Version":"v0.0.0","ShortDescription":"stand-in for a plugin"}'
`;

/** And which writes down, as buildx does, that docker's own builder is to be used. */
const BUILDX = `${STAND_IN}case "$*" in
  *'use default') printf '{"Key":"unix:///var/run/docker.sock","Name":"","Global":false}' >"$HOME/.docker/buildx/current" ;;
esac
`;

const withBuildx = async (host: LabHost, current: string, instance?: string): Promise<void> => {
  await host.write(`${PLUGINS}/docker-buildx`, BUILDX);
  await host.shell('chmod +x "$1"; docker buildx version', [`${PLUGINS}/docker-buildx`]);
  await host.write('/home/ada/.docker/buildx/current', current);
  if (instance !== undefined) await host.write('/home/ada/.docker/buildx/instances/far', instance);
  await host.shell('chown -R ada: ~ada/.docker');
};

/** As ada, who is told what the plugin of that name is worth. */
const refused = async (host: LabHost, words: RegExp): Promise<void> => {
  const { stdout, stderr } = await host.run(['docker', 'compose', 'version'], { user: 'ada' });
  if (!words.test(stdout + stderr)) throw new Error(`docker compose says otherwise: ${stdout}${stderr}`);
};

const pinned = async (host: LabHost, version: string, words: RegExp): Promise<void> => {
  const { stderr } = await host.run(['docker', 'ps'], { user: 'ada', env: { DOCKER_API_VERSION: version } });
  if (!words.test(stderr)) throw new Error(`docker says otherwise: ${stderr}`);
};

export default [
  defineFault({
    code: 'compose-plugin-broken/web-page',
    title: 'what was saved as the Compose plugin is the page of an error',
    inject: async (host) => {
      await host.write(`${PLUGINS}/docker-compose`, '<!DOCTYPE html>\n<title>404 Not Found</title>\n');
      await host.shell('chmod +x "$1"', [`${PLUGINS}/docker-compose`]);
      await refused(host, /is not a docker command/);
    },
    expect: { roots: ['compose-plugin-broken'] },
  }),
  defineFault({
    code: 'compose-plugin-broken/other-processor',
    title: 'the Compose plugin is built for another processor',
    inject: async (host) => {
      await host.shell(
        `mkdir -p "$1"; { head -c 18 /usr/bin/docker; printf '\\050\\000'; tail -c +21 /usr/bin/docker | head -c 4096; } >"$1/docker-compose"
         chmod +x "$1/docker-compose"`,
        [PLUGINS],
      );
      await refused(host, /is not a docker command/);
    },
    expect: { roots: ['compose-plugin-broken'] },
  }),
  defineFault({
    code: 'compose-plugin-broken/mode',
    title: 'the Compose plugin of the user was downloaded and not made executable',
    inject: async (host) => {
      await host.write('/home/ada/.docker/cli-plugins/docker-compose', STAND_IN);
      await host.shell('chown -R ada: ~ada/.docker');
      await refused(host, /is not a docker command/);
    },
    expect: { roots: ['compose-plugin-broken'], fix: ['compose-plugin-broken'] },
  }),
  defineFault({
    code: 'compose-plugin-broken/dangling',
    title: 'the Compose plugin is a link into Docker Desktop, which was removed',
    inject: async (host) => {
      await host.shell(
        'mkdir -p ~/.docker/cli-plugins; ln -s /opt/docker-desktop/docker-compose ~/.docker/cli-plugins/docker-compose',
        [],
        { user: 'ada' },
      );
      await refused(host, /is not a docker command/);
    },
    expect: { roots: ['compose-plugin-broken'], exitCode: 0, fix: ['compose-plugin-broken'] },
  }),
  defineFault({
    code: 'compose-plugin-missing',
    title: 'the directory holds a compose.yaml, and there is no Compose',
    inject: async (host) => {
      await host.shell('printf "services:\\n  web:\\n    image: nginx\\n" >compose.yaml', [], {
        user: 'ada',
      });
      await refused(host, /is not a docker command/);
    },
    expect: { roots: ['compose-plugin-missing'], exitCode: 0 },
  }),
  defineFault({
    code: 'buildx-missing/broken',
    title: 'the plugin buildx is empty, as after a full disk',
    inject: async (host) => {
      await host.write(`${PLUGINS}/docker-buildx`, '');
      await host.shell('chmod +x "$1"', [`${PLUGINS}/docker-buildx`]);
    },
    expect: { roots: ['buildx-missing'], exitCode: 0 },
  }),
  defineFault({
    code: 'buildx-missing/forced',
    title: 'DOCKER_BUILDKIT asks for BuildKit, and the client has no buildx',
    inject: async (host) => {
      await host.shell('mkdir -p ~/empty; echo FROM scratch >~/empty/Dockerfile', [], { user: 'ada' });
      const build = ['docker', 'build', '/home/ada/empty'];
      const { stderr } = await host.run(build, { user: 'ada', env: { DOCKER_BUILDKIT: '1' } });
      if (!/buildx component is missing or broken/.test(stderr))
        throw new Error(`docker says otherwise: ${stderr}`);
    },
    on: { env: { DOCKER_BUILDKIT: '1' } },
    expect: { roots: ['buildx-missing'] },
    engines: ['26', '28'],
  }),
  defineFault({
    code: 'buildkit-off',
    title: 'DOCKER_BUILDKIT=0 is left over in the environment (a stand-in for the plugin)',
    inject: (host) => withBuildx(host, '{}'),
    on: { env: { DOCKER_BUILDKIT: '0' } },
    expect: { roots: [], remarks: ['buildkit-off'] },
    engines: ['26', '28'],
  }),
  defineFault({
    code: 'buildx-multiplatform-docker-driver',
    title: "the Compose file builds for two platforms with docker's own builder (a stand-in for the plugins)",
    inject: async (host) => {
      await withBuildx(host, '{}');
      await host.shell(`cp "$1/docker-buildx" "$1/docker-compose"`, [PLUGINS]);
      await host.shell(
        'printf "services:\\n  web:\\n    build: { context: ., platforms: [linux/amd64, linux/arm64] }\\n" >compose.yaml',
        [],
        { user: 'ada' },
      );
    },
    expect: { roots: ['buildx-multiplatform-docker-driver'], exitCode: 0 },
    engines: 'all',
  }),
  defineFault({
    code: 'compose-v1-unit',
    title: 'a unit that is enabled calls docker-compose, whose package was removed',
    inject: async (host) => {
      await host.write(
        '/etc/systemd/system/web.service',
        '[Service]\nExecStart=/usr/local/bin/docker-compose up\n[Install]\nWantedBy=multi-user.target\n',
      );
      await host.shell('systemctl daemon-reload; systemctl enable web.service');
    },
    expect: { roots: ['compose-v1-unit'], exitCode: 0 },
    engines: 'all',
  }),
  defineFault({
    code: 'buildx-builder-stale/context',
    title: 'the builder in use belongs to a context that was removed (a stand-in for the plugin)',
    inject: (host) =>
      withBuildx(
        host,
        '{"Key":"unix:///var/run/docker.sock","Name":"far","Global":false}',
        '{"Name":"far","Driver":"docker-container","Nodes":[{"Name":"far0","Endpoint":"colima"}],"Dynamic":false}',
      ),
    expect: { roots: ['buildx-builder-stale'], exitCode: 0, fix: ['buildx-builder-stale'] },
  }),
  defineFault({
    code: 'buildx-builder-stale/environment',
    title: 'BUILDX_BUILDER names a builder that does not exist (a stand-in for the plugin)',
    inject: (host) => withBuildx(host, '{}'),
    on: { env: { BUILDX_BUILDER: 'gone' } },
    expect: { roots: ['buildx-builder-stale'] },
  }),
  defineFault({
    code: 'api-client-too-new',
    title: 'DOCKER_API_VERSION pins a version that the engine does not speak yet',
    inject: (host) => pinned(host, '1.99', /is too new/),
    on: { env: { DOCKER_API_VERSION: '1.99' } },
    expect: { roots: ['api-client-too-new'] },
  }),
  defineFault({
    code: 'api-client-too-old',
    title: 'DOCKER_API_VERSION pins a version that the engine does not speak any more',
    inject: (host) => pinned(host, '1.10', /is too old/),
    on: { env: { DOCKER_API_VERSION: '1.10' } },
    expect: { roots: ['api-client-too-old'] },
  }),
];
