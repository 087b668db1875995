import { describe, expect, it } from 'vitest';
import { unavailable } from '#core/answer';
import { configDirectory, dockerConfig } from '#facts/docker-config';
import { dockerContexts } from '#facts/docker-contexts';
import { byPath, collected, fakeHost, fileStat, someIdentity } from '#test/support/fake-host';

const identity = someIdentity();
const denied = unavailable('denied', 'x', 'EACCES', { errno: 'EACCES' });

describe('the configuration of the docker client', () => {
  it.each([
    ['in the home', {}, '/home/ada/.docker'],
    ['by variable', { DOCKER_CONFIG: '/cfg' }, '/cfg'],
    ['by an empty variable', { DOCKER_CONFIG: '' }, '/home/ada/.docker'],
  ])('is %s', (_name, environment, directory) => {
    expect(configDirectory(someIdentity({ environment }))).toBe(directory);
  });
  it('is nowhere without a home', async () => {
    const homeless = { identity: { ...identity, home: undefined } };
    expect(await collected(dockerConfig, fakeHost({}), homeless)).toEqual({ content: undefined });
    expect(await collected(dockerContexts, fakeHost({}), homeless)).toEqual([]);
  });
  it.each([
    ['there', '{"currentContext":"colima"}', { content: { currentContext: 'colima' } }],
    ['broken', '{', { content: { kind: 'malformed' } }],
    ['denied', denied, { content: denied }],
  ])('%s', async (_name, text, expected) => {
    const host = fakeHost({
      'read-file': byPath({ '/home/ada/.docker/config.json': text }),
      stat: byPath({ '/home/ada/.docker': fileStat('directory') }),
    });
    expect(await collected(dockerConfig, host, { identity })).toMatchObject({
      directoryStat: { type: 'directory' },
      ...expected,
    });
  });
  it('is broken where a directory stands in its place', async () => {
    const path = '/home/ada/.docker/config.json';
    const host = fakeHost({
      'read-file': byPath({ [path]: unavailable('malformed', `read ${path}`, 'not a regular file') }),
      stat: byPath({ [path]: fileStat('directory') }),
    });
    expect(await collected(dockerConfig, host, { identity })).toMatchObject({
      content: { kind: 'malformed', detail: 'it is a directory' },
    });
  });
  it('absent is no fault', async () => {
    const path = '/home/ada/.docker/config.json';
    expect(await collected(dockerConfig, fakeHost({}), { identity })).toEqual({
      directory: '/home/ada/.docker',
      path,
      content: undefined,
    });
  });
});

describe('contexts', () => {
  const store = '/home/ada/.docker/contexts';
  const meta = (Name: string, Host?: string, SkipTLSVerify = false) =>
    JSON.stringify({ Name, Endpoints: Host === undefined ? {} : { docker: { Host, SkipTLSVerify } } });

  it('with their TLS files; what cannot be read is none', async () => {
    const host = fakeHost({
      list: byPath({
        [`${store}/meta`]: ['a', 'b', 'broken', 'empty', 'hostless', 'insecure'],
        [`${store}/tls/b/docker`]: ['ca.pem', 'key.pem'],
      }),
      'read-file': byPath({
        [`${store}/meta/a/meta.json`]: meta('colima', 'unix:///c.sock'),
        [`${store}/meta/b/meta.json`]: meta('build', 'tcp://b:2376'),
        [`${store}/meta/broken/meta.json`]: '{',
        [`${store}/meta/hostless/meta.json`]: meta('kube'),
        [`${store}/meta/insecure/meta.json`]: meta('lab', 'tcp://l:2376', true),
      }),
    });
    expect(await collected(dockerContexts, host, { identity })).toEqual([
      { name: 'colima', host: 'unix:///c.sock' },
      {
        name: 'build',
        host: 'tcp://b:2376',
        tls: { caPath: `${store}/tls/b/docker/ca.pem`, keyPath: `${store}/tls/b/docker/key.pem` },
      },
      { name: 'lab', host: 'tcp://l:2376', tls: { skipVerify: true } },
    ]);
  });
  it('none where there is no store; not known where it is closed', async () => {
    expect(await collected(dockerContexts, fakeHost({}), { identity })).toEqual([]);
    expect(await collected(dockerContexts, fakeHost({ list: () => denied }), { identity })).toEqual(denied);
  });
});
