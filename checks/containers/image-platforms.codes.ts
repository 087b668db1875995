import { code } from '#core/finding';

/** The sentences of `containers/image-platforms`. */
export const imagePlatformsCodes = {
  'img-platform-mismatch': code<{
    readonly image: string;
    readonly architectures: readonly string[];
    readonly wanted: string;
    readonly isLocal: boolean;
    /** The variable that asks for another platform than the engine's. */
    readonly isAskedFor: boolean;
  }>({
    severity: 'warning',
    message: ({ image, architectures, wanted, isLocal, isAskedFor }) =>
      `${image} is for ${architectures.join(', ')}, and ${isAskedFor ? `DOCKER_DEFAULT_PLATFORM asks for ${wanted}` : `the engine runs on ${wanted}`}${isLocal ? ', without a program that stands in for the other processor' : ''}.`,
    cause: ({ isLocal }) =>
      isLocal
        ? 'It was built or pulled for another processor (--platform, DOCKER_DEFAULT_PLATFORM), or loaded from another machine.'
        : 'Those who made the image built it for other processors only.',
    consequence: ({ isLocal, wanted }) =>
      isLocal
        ? 'Containers of it end with "exec format error".'
        : `docker pull ends with "no matching manifest for ${wanted}", or containers with "exec format error".`,
    remedy: ({ isAskedFor }) =>
      isAskedFor
        ? 'Unset DOCKER_DEFAULT_PLATFORM, or take an image that is made for it.'
        : 'Take an image or a tag that is made for this processor. Where there is none, the package qemu-user-static (with binfmt-support) runs others, slowly.',
    docs: 'https://docs.docker.com/build/building/multi-platform/',
  }),
};
