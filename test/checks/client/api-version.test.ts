import { describe, expect, it, test } from 'vitest';
import { clientApiVersion } from '#checks/client/api-version';
import { someIdentity } from '#test/support/fake-host';

const engine = {
  id: 'unix:///var/run/docker.sock',
  address: { kind: 'unix', path: '/var/run/docker.sock' },
  engine: 'docker',
  apiVersion: '1.41',
  via: 'selected',
  label: 'Docker',
} as const;
const client = (version?: string) => ({
  path: '/usr/bin/docker',
  answer: `Docker version ${version}`,
  ...(version === undefined ? {} : { version }),
});
const engineOf = (MinAPIVersion?: string, ApiVersion?: string) => ({
  Version: undefined,
  ApiVersion,
  MinAPIVersion,
  Os: undefined,
  Arch: undefined,
  KernelVersion: undefined,
  Components: [],
});
const look = (pin: string | undefined, version = engineOf('1.12', '1.41'), cli = client('20.10.24')) =>
  clientApiVersion.evaluate({
    identity: someIdentity({ environment: pin === undefined ? {} : { DOCKER_API_VERSION: pin } }),
    client: cli,
    engine,
    version,
  });

test('without a pin the two agree', () => {
  expect(look(undefined)).toEqual({
    evidence: [
      { source: 'GET /version', observed: 'API 1.12 to 1.41' },
      { source: 'The docker client 20.10.24', observed: 'API up to 1.41' },
    ],
    findings: [],
  });
});

describe('what is no fault', () => {
  it.each([
    ['a pin inside', '1.41', engineOf('1.12', '1.41')],
    ['a pin with a v', 'v1.40', engineOf('1.12', '1.41')],
    ['a pin that is no version', 'latest', engineOf('1.12', '1.41')],
    ['an empty pin', '', engineOf('1.12', '1.41')],
    ['an engine that does not say', '1.99', engineOf()],
  ])('%s', (_name, pin, version) => {
    expect(look(pin, version).findings).toEqual([]);
  });
  it('an old client, which an engine of its time takes', () => {
    expect(look(undefined, engineOf('1.24', '1.47')).findings).toEqual([]);
  });
  it('a client that says no version', () => {
    expect(look(undefined, engineOf('1.44', '1.52'), client()).findings).toEqual([]);
  });
});

test('api-client-too-new: the pin is above what the engine speaks', () => {
  expect(look('1.99').findings).toEqual([
    {
      code: 'api-client-too-new',
      subject: 'DOCKER_API_VERSION',
      params: { client: 'DOCKER_API_VERSION', version: '1.99', isPinned: true, newest: '1.41' },
      engine: engine.id,
    },
  ]);
});

test.each([
  ['by a pin', '1.10', engineOf('1.12', '1.41'), 'DOCKER_API_VERSION'],
  [
    'a client of 20.10 and an engine of 29.0',
    undefined,
    engineOf('1.44', '1.52'),
    'The docker client 20.10.24',
  ],
])('api-client-too-old: %s', (_name, pin, version, subject) => {
  expect(look(pin, version).findings).toMatchObject([{ code: 'api-client-too-old', subject }]);
});

test('nobody to judge: no docker client and no pin', () => {
  const nobody = { client: undefined, engine, version: engineOf() };
  expect(clientApiVersion.applies?.({ identity: someIdentity(), ...nobody })).toContain('no docker client');
});
