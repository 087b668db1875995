import { code } from '#core/finding';

/** The sentences of `client/buildx`. */
export const buildxCodes = {
  'buildx-missing': code<{
    readonly detail: string;
    readonly client: string | undefined;
    /** DOCKER_BUILDKIT asks for it. */
    readonly isForced: boolean;
    readonly repair: string;
  }>({
    severity: 'warning',
    message: ({ detail, isForced }) =>
      isForced
        ? `DOCKER_BUILDKIT asks for BuildKit, but ${detail}.`
        : `docker builds without BuildKit: ${detail}.`,
    cause: ({ client }) =>
      client === undefined
        ? 'docker takes the first plugin of that name that it finds, and this one cannot be used.'
        : `Since version 23 docker hands building over to the plugin buildx; this client is ${client}.`,
    consequence: ({ isForced }) =>
      isForced
        ? 'docker build ends with "BuildKit is enabled but the buildx component is missing or broken".'
        : 'docker buildx is an unknown command, and docker build falls back to the old builder, which knows no --mount, no secrets and one platform.',
    remedy: ({ repair }) => `${repair}.`,
    docs: 'https://docs.docker.com/build/buildkit/#getting-started',
  }),
  'buildkit-off': code<{ readonly client: string | undefined }>({
    severity: 'info',
    message: () => 'BuildKit is switched off for this session: DOCKER_BUILDKIT is 0.',
    cause: () =>
      'Somebody set it to get around a fault of earlier days (a proxy, an old Dockerfile, a missing plugin).',
    consequence: ({ client }) =>
      `docker build (${client ?? 'this client'}) takes the old builder: slower, without --mount and secrets, and it will be removed.`,
    remedy: () =>
      'unset DOCKER_BUILDKIT, and find the file that sets it (~/.profile, ~/.bashrc, /etc/environment, the settings of a CI job).',
    docs: 'https://docs.docker.com/build/buildkit/',
  }),
  'buildx-multiplatform-docker-driver': code<{
    readonly path: string;
    readonly platforms: readonly string[];
  }>({
    severity: 'warning',
    message: ({ path, platforms }) =>
      `${path} builds for ${platforms.join(', ')}, and the builder in use can build for one platform at a time.`,
    cause: () =>
      "docker's own builder keeps images in the engine, which without the image store of containerd holds one platform of each.",
    consequence: () => 'The build ends with "Multi-platform build is not supported for the docker driver".',
    remedy: () =>
      'Make a builder of its own and use it: docker buildx create --name multi --driver docker-container --use. Or switch the engine to the image store of containerd ("features": {"containerd-snapshotter": true}), which hides the images of before.',
    docs: 'https://docs.docker.com/build/building/multi-platform/',
  }),
  'buildx-builder-stale': code<{
    readonly name: string;
    readonly chosenBy: string;
    readonly path: string;
    /** Where its nodes were; none where buildx does not know the builder. */
    readonly endpoints: readonly string[];
  }>({
    severity: 'warning',
    message: ({ name, chosenBy, path, endpoints }) =>
      endpoints.length === 0
        ? `${chosenBy} names the builder "${name}", which does not exist (there is no ${path}).`
        : `The builder "${name}" (chosen by ${chosenBy}) leads to ${endpoints.join(', ')}, which ${endpoints.length === 1 ? 'does' : 'do'} not exist.`,
    cause: () => 'The engine, the context or the builder was removed, and the choice of it stayed.',
    consequence: ({ endpoints }) =>
      endpoints.length === 0
        ? 'Every build ends with "no builder … found".'
        : 'docker buildx build and docker compose build fail before they begin, although the engine works.',
    remedy: ({ chosenBy }) =>
      chosenBy === 'BUILDX_BUILDER'
        ? 'Unset it (unset BUILDX_BUILDER), or name a builder of docker buildx ls.'
        : "Choose docker's own builder: docker buildx use default. The other one stays until docker buildx rm, which loses its cache.",
    docs: 'https://docs.docker.com/build/builders/',
  }),
};
