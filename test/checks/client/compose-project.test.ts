import { describe, expect, it, test } from 'vitest';
import { clientComposeProject } from '#checks/client/compose-project';
import { composeFile, type ReadComposeFile } from '#facts/compose-file';
import { parseComposeFile } from '#parse/compose-file';
import { parseContainers, parseNetworks } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { collected, fakeHost } from '#test/support/fake-host';

const engine = {
  id: 'unix:///x',
  address: { kind: 'unix', path: '/x' },
  engine: 'docker',
  apiVersion: '1.41',
  via: 'selected',
  label: 'Docker',
} as const;
const file = (text: string): ReadComposeFile => ({
  path: '/srv/My Shop/compose.yaml',
  directory: '/srv/My Shop',
  content: parseComposeFile(text),
});
const parsed = <T extends object>(value: T): Exclude<T, { kind: 'malformed' }> => {
  if (isMalformed(value)) throw new Error(value.detail);
  return value as Exclude<T, { kind: 'malformed' }>; // just looked at
};
const look = (text: string, networks: readonly object[] = [], containers: readonly object[] = []) =>
  clientComposeProject.evaluate({
    file: file(text),
    engine,
    networks: parsed(parseNetworks(networks)),
    containers: parsed(parseContainers(containers)),
  });
const EXTERNAL = 'services: { web: { networks: [proxy] } }\nnetworks: { proxy: { external: true } }';
const NAMED = 'services: { db: { container_name: database } }';
const holder = (labels: object, State = 'exited') => ({
  Id: 'c',
  Names: ['/database'],
  State,
  Labels: labels,
});

describe('compose-net-external-missing', () => {
  it('no such network', () => {
    expect(look(EXTERNAL, [{ Name: 'bridge', Id: 'b' }]).findings).toMatchObject([
      { code: 'compose-net-external-missing', subject: 'proxy', engine: engine.id },
    ]);
  });
  it.each<[string, readonly object[]]>([
    ['it is there', [{ Name: 'proxy', Id: 'p' }]],
    ['a swarm may have it', [{ Name: 'ingress', Id: 'i', Scope: 'swarm' }]],
  ])('is none where %s', (_name, networks) => {
    expect(look(EXTERNAL, networks).findings).toEqual([]);
  });
});

describe('compose-name-conflict', () => {
  it.each<[string, object, string | undefined]>([
    ['nobody of Compose', {}, undefined],
    ['another project', { 'com.docker.compose.project': 'other' }, 'other'],
  ])('%s has the name', (_name, labels, owner) => {
    expect(look(NAMED, [], [holder(labels)]).findings).toMatchObject([
      { code: 'compose-name-conflict', subject: 'database', params: { service: 'db', owner } },
    ]);
  });
  it.each<[string, string, object]>([
    ['it is of this project', NAMED, { 'com.docker.compose.project': 'myshop' }],
    ['the file names the project', `name: shop\n${NAMED}`, { 'com.docker.compose.project': 'shop' }],
    [
      'it was made in this directory',
      NAMED,
      { 'com.docker.compose.project': 'x', 'com.docker.compose.project.working_dir': '/srv/My Shop' },
    ],
    ['the project has a name that is not told', `name: $P\n${NAMED}`, { 'com.docker.compose.project': 'x' }],
  ])('is none where %s', (_name, text, labels) => {
    expect(look(text, [], [holder(labels)]).findings).toEqual([]);
  });
  it('is none where the name is free', () => {
    expect(look(NAMED, [], [{ Id: 'c', Names: ['/database2'] }]).findings).toEqual([]);
  });
  test('what runs is not to be removed, and volumes are told', () => {
    const { remedy } = clientComposeProject.codes['compose-name-conflict'];
    const params = { file: 'f', service: 's', name: 'db', owner: undefined, volumes: ['data'] };
    expect(remedy({ ...params, state: 'running' })).not.toContain('docker rm ');
    expect(remedy({ ...params, state: 'exited' })).toContain('its volumes stay: data');
  });
});

test('a file that is not understood is not verified', () => {
  expect(look('services: [')).toMatchObject({ findings: [], missing: { reason: 'malformed' } });
});

test('a second file may change everything, so the first is left alone', async () => {
  const host = fakeHost({ list: () => ['compose.yaml', 'compose.override.yml'], 'read-file': () => NAMED });
  const seen = await collected(composeFile, host, {
    composeProject: { directory: '/srv', file: 'compose.yaml', podmanCompose: false },
  });
  expect(seen).toEqual({ path: '/srv/compose.yaml', directory: '/srv', override: 'compose.override.yml' });
  const needs = { engine, networks: [], containers: [] };
  // The value of the fact, which is no `Unavailable` here.
  expect(clientComposeProject.applies?.({ file: seen as ReadComposeFile, ...needs })).toContain('override');
  expect(clientComposeProject.applies?.({ file: undefined, ...needs })).toContain('no Compose file');
});
