import { describe, expect, it } from 'vitest';
import { containersImagePlatforms } from '#checks/containers/image-platforms';
import { type Unavailable, unavailable } from '#core/answer';
import type { EnginePullLook } from '#facts/engine-pull-look';
import { parseImageReference } from '#parse/image-reference';
import { someIdentity } from '#test/support/fake-host';

const engine = {
  id: 'unix:///x',
  address: { kind: 'unix', path: '/x' },
  engine: 'docker',
  apiVersion: '1.41',
  via: 'selected',
  label: 'Docker',
} as const;

interface World {
  readonly runs?: string;
  readonly local?: readonly string[];
  readonly handlers?: readonly string[] | Unavailable;
  readonly look?: EnginePullLook;
  readonly platform?: string;
}
const judge = ({ runs = 'amd64', local = [], handlers = [], look, platform }: World) =>
  containersImagePlatforms.evaluate({
    seen: {
      engine: runs,
      images: local.map((architecture) => ({ name: `app:${architecture}`, architecture })),
      left: 0,
      handlers,
    },
    engine,
    identity: someIdentity({
      environment: platform === undefined ? {} : { DOCKER_DEFAULT_PLATFORM: platform },
    }),
    wanted: { text: 'app', image: parseImageReference('app') },
    look,
  });
const has = (mediaType: string, ...platforms: readonly string[]): EnginePullLook => ({
  kind: 'has',
  mediaType,
  platforms: platforms.map((one) => {
    const [os = '', architecture = '', variant] = one.split('/');
    return { os, architecture, variant };
  }),
});
const LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const ONE = 'application/vnd.docker.distribution.manifest.v2+json';

describe('img-platform-mismatch, here', () => {
  it('is a remark: images are built for others too', () => {
    expect(judge({ local: ['amd64', 's390x'] }).findings).toMatchObject([
      { code: 'img-platform-mismatch', subject: 'app:s390x', severity: 'info', params: { isLocal: true } },
    ]);
  });
  it.each<[string, World]>([
    ['a program stands in', { local: ['arm64'], handlers: ['qemu-aarch64'] }],
    ['Rosetta stands in', { runs: 'arm64', local: ['amd64'], handlers: ['rosetta'] }],
    ['the processor runs both', { local: ['386'] }],
    ['it is for no processor', { local: ['wasm', 'unknown'] }],
  ])('is none where %s', (_name, world) => {
    expect(judge(world).findings).toEqual([]);
  });
  it('nothing is claimed where the programs are not seen', () => {
    const handlers = unavailable('denied', 'list', 'EACCES');
    expect(judge({ local: ['arm64'], handlers })).toMatchObject({ findings: [], missing: handlers });
    expect(judge({ local: ['amd64'], handlers }).missing).toBeUndefined();
  });
});

describe('img-platform-mismatch, of the image that was named', () => {
  it.each<[string, World]>([
    ['a list without this processor', { look: has(LIST, 'linux/arm64', 'windows/amd64') }],
    ['a list, whatever stands in', { look: has(LIST, 'linux/arm64'), handlers: ['qemu-aarch64'] }],
    ['the only one is for another', { look: has(ONE, 'linux/arm64') }],
    ['another was asked for', { look: has(LIST, 'linux/amd64'), platform: 'linux/arm64' }],
  ])('%s', (_name, world) => {
    expect(judge(world).findings).toMatchObject([
      { code: 'img-platform-mismatch', subject: 'app', severity: 'error', params: { isLocal: false } },
    ]);
  });
  it.each<[string, World]>([
    ['it is in the list', { look: has(LIST, 'linux/arm/v7', 'linux/amd64') }],
    ['an older kind of the same is', { runs: 'arm64', look: has(LIST, 'linux/arm/v7') }],
    ['the only one is run by a program', { look: has(ONE, 'linux/arm64'), handlers: ['qemu-aarch64'] }],
    ['no platform is told', { look: has(ONE) }],
    ['the engine found none', { look: { kind: 'refuses', status: 404, message: 'x' } }],
    ['what was asked for is there', { look: has(LIST, 'linux/arm64'), platform: 'linux/arm64/v8' }],
  ])('is none where %s', (_name, world) => {
    expect(judge(world).findings).toEqual([]);
  });
});
