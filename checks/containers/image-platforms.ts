import { ifAvailable, isUnavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { FindingOf } from '#core/finding';
import { engineInUse } from '#facts/engine-in-use';
import { type EnginePullLook, enginePullLook } from '#facts/engine-pull-look';
import { identity } from '#facts/identity';
import { type ImagePlatforms, imagePlatforms } from '#facts/image-platforms';
import { type WantedImage, wantedImage } from '#facts/wanted-image';
import { imagePlatformsCodes } from './image-platforms.codes.ts';

type Finding = FindingOf<typeof imagePlatformsCodes>;

export const containersImagePlatforms = defineCheck({
  id: 'containers/image-platforms',
  title: 'Images fit this machine',
  about:
    'An image is made for one kind of processor. One for another is pulled and listed like any other, and its containers end at once with "exec format error", which a script without an interpreter does as well.',
  symptoms: ['exec format error, no matching manifest for this platform'],
  needs: {
    seen: imagePlatforms,
    engine: engineInUse,
    identity,
    wanted: optional(wantedImage),
    look: optional(enginePullLook),
  },
  informing: true,
  codes: imagePlatformsCodes,
  evaluate: ({ seen, engine, identity, wanted, look }) => {
    const { images, left, handlers } = seen;
    const foreign = images.filter(({ architecture }) => !runsOn(seen.engine, architecture, handlers));
    const asked = identity.environment['DOCKER_DEFAULT_PLATFORM'] || undefined;
    const findings = [
      ...foreign.map((image) => local(image, seen.engine)),
      ...judgeWanted(ifAvailable(wanted), ifAvailable(look), seen, asked),
    ];
    const missing = foreign.length > 0 && isUnavailable(handlers) ? handlers : undefined;
    return {
      evidence: [
        { source: 'GET /info', observed: `the engine runs on ${seen.engine}` },
        {
          source: 'GET /images/…/json',
          observed: `${images.length} looked at${left === 0 ? '' : `, ${left} older ones not`}`,
        },
        {
          source: 'list /proc/sys/fs/binfmt_misc',
          observed: isUnavailable(handlers) ? handlers.detail : handlers.join(', ') || 'no other processors',
        },
      ],
      findings: missing === undefined ? findings.map((one) => ({ ...one, engine: engine.id })) : [],
      ...(missing === undefined ? {} : { missing }),
    };
  },
});

const local = ({ name, architecture }: ImagePlatforms['images'][number], wanted: string): Finding => ({
  code: 'img-platform-mismatch',
  subject: name,
  params: { image: name, architectures: [architecture], wanted, isLocal: true, isAskedFor: false },
  // Nobody may want to run it: images are also built here for others.
  severity: 'info',
});

/** What the processor runs by itself, though not every one of its kind does. */
const ALSO: Readonly<Record<string, readonly string[]>> = { amd64: ['386'], arm64: ['arm'] };

/** What `qemu-user-static` and Docker Desktop call them. */
const HANDLERS: Readonly<Record<string, RegExp>> = {
  amd64: /^(?:qemu-x86_64|rosetta)/,
  arm64: /^qemu-aarch64$/,
  arm: /^qemu-arm$/,
  '386': /^qemu-i386$/,
  ppc64le: /^qemu-ppc64le$/,
  s390x: /^qemu-s390x$/,
  riscv64: /^qemu-riscv64$/,
  mips64le: /^qemu-mips64el$/,
  loong64: /^qemu-loongarch64$/,
};

const runsOn = (engine: string, architecture: string, handlers: ImagePlatforms['handlers']): boolean => {
  if (architecture === engine || ALSO[engine]?.includes(architecture) === true) return true;
  // For Wasm and the like there are runtimes of their own.
  const handler = HANDLERS[architecture];
  return handler === undefined || (!isUnavailable(handlers) && handlers.some((name) => handler.test(name)));
};

const LIST = /manifest\.list|image\.index/;

/** Without a list of platforms the one image there is comes down whatever it is for. */
const judgeWanted = (
  wanted: WantedImage | undefined,
  look: EnginePullLook | undefined,
  { engine, handlers }: ImagePlatforms,
  asked: string | undefined,
): readonly Finding[] => {
  if (wanted === undefined || look?.kind !== 'has' || look.platforms.length === 0) return [];
  const [, os = 'linux', architecture = engine] = /^([^/]+)\/([^/]+)/.exec(asked ?? '') ?? [];
  const isList = LIST.test(look.mediaType ?? '');
  const usable = look.platforms.some(
    (one) =>
      (one.os ?? 'linux') === os &&
      (isList
        ? one.architecture === architecture || ALSO[architecture]?.includes(one.architecture) === true
        : runsOn(architecture, one.architecture, handlers)),
  );
  if (usable) return [];
  const architectures = [...new Set(look.platforms.map((one) => `${one.os ?? 'linux'}/${one.architecture}`))];
  const params = {
    image: wanted.text,
    architectures,
    wanted: `${os}/${architecture}`,
    isLocal: false,
    isAskedFor: asked !== undefined,
  };
  return [{ code: 'img-platform-mismatch', subject: wanted.text, params, severity: 'error' }];
};
