import { describe, expect, it, test } from 'vitest';
import { hostSnap } from '#checks/host/snap';
import { unavailable } from '#core/answer';
import { someIdentity } from '#test/support/fake-host';

type Needs = Parameters<typeof hostSnap.evaluate>[0];

const info = (DockerRootDir: string) => ({ DockerRootDir }) as Needs['info'];
const facts: Needs = {
  identity: someIdentity(),
  installation: { dockerCliIsPodman: false, dockerSnap: true },
  info: info('/var/snap/docker/common/var-lib-docker'),
  project: { directory: '/home/ada/project', file: 'compose.yaml', podmanCompose: false },
  errors: { asked: 0, errors: [] },
};
const found = (more: Partial<Needs>) => hostSnap.evaluate({ ...facts, ...more }).findings;

test('applies to the engine of the snap alone, and finds nothing in a project at home', () => {
  expect(hostSnap.applies?.(facts)).toBe(true);
  expect(hostSnap.applies?.({ ...facts, info: info('/var/lib/docker') })).toMatch(/not the snap/);
  expect(found({})).toEqual([]);
});

test('is not verified where the snap does not answer, and no matter where there is none', () => {
  const down = { ...facts, info: unavailable('unreachable', 'GET /info', 'ECONNREFUSED') };
  expect(hostSnap.applies?.(down)).toBe(true);
  expect(hostSnap.evaluate(down).missing?.origin).toBe('engine-info');
  const none = { dockerCliIsPodman: false, dockerSnap: false };
  expect(hostSnap.applies?.({ ...down, installation: none })).toMatch(/not the snap/);
});

describe('snap-confinement', () => {
  // canonical/docker-snap#188
  it('a mount that looks read-only to the snap', () => {
    const error =
      "error while creating mount source path '/opt/something/data': mkdir /opt/something: read-only file system";
    const [finding] = found({ errors: { asked: 1, errors: [{ container: 'web', error }] } });
    expect(finding).toMatchObject({ code: 'snap-confinement', subject: '/opt/something/data' });
    expect(hostSnap.codes['snap-confinement'].message(finding?.params as never)).toBe(
      'The container web did not start: the Docker of the snap does not see /opt/something/data.',
    );
  });
  const project = (directory: string, file?: string): Partial<Needs> => ({
    project: { directory, podmanCompose: false, ...(file === undefined ? {} : { file }) },
  });
  it.each(['/opt/app', '/tmp/app', '/home/ada/.config/app', '/home/bob/app'])(
    'a project in %s',
    (directory) => {
      expect(found(project(directory, 'compose.yaml')).map(({ subject }) => subject)).toEqual([directory]);
    },
  );
  it.each(['/home/ada', '/home/ada/a/.hidden', '/media/ada/disk/app', '/mnt/disk'])(
    'not one in %s',
    (directory) => {
      expect(found(project(directory, 'compose.yaml'))).toEqual([]);
    },
  );
  it('not where nothing is to be mounted', () => {
    expect(found(project('/opt/app'))).toEqual([]);
  });
});
