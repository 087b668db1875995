import { expect, test } from 'vitest';
import { networkPublishedPorts } from '#checks/network/published-ports';
import { unavailable } from '#core/answer';
import type { BlockedContainer } from '#facts/port-conflicts';

type Needs = Parameters<typeof networkPublishedPorts.evaluate>[0];

const ENGINE = 'unix:///var/run/docker.sock';
const healthy: Needs = {
  engine: {
    id: ENGINE,
    address: { kind: 'unix', path: '/var/run/docker.sock' },
    engine: 'docker',
    apiVersion: '1.41',
    via: 'selected',
    label: 'Docker',
  },
  conflicts: { asked: 1, blocked: [] },
  listeners: { publishing: 2, looked: 2, loopbackOnly: [] },
};
const web: BlockedContainer = {
  container: 'web',
  kind: 'in-use',
  address: '0.0.0.0',
  port: 8099,
  transport: 'tcp',
};
const listener = { address: '0.0.0.0', port: 8099, uid: 33 };
const judge = (changes: Partial<Needs>) => networkPublishedPorts.evaluate({ ...healthy, ...changes });
const blocked = (...some: readonly BlockedContainer[]) =>
  judge({ conflicts: { asked: some.length, blocked: some } }).findings;

test('shows what it looked at and finds nothing when all is well', () => {
  expect(judge({})).toEqual({
    evidence: [
      {
        source: 'GET /containers/{id}/json of containers that do not run',
        observed: '1 asked; no port kept one from starting',
      },
      {
        source: 'listeners in running containers that publish TCP ports',
        observed: "looked into 2 of 2; 0 ports with a listener on the container's loopback alone",
      },
    ],
    findings: [],
  });
});

test('port-in-use-host: a program of the host has the port', () => {
  const params = { container: 'web', where: '0.0.0.0:8099/tcp', port: 8099, program: undefined, uid: 33 };
  expect(blocked({ ...web, listener })).toEqual([
    { code: 'port-in-use-host', subject: '0.0.0.0:8099/tcp', params, engine: ENGINE },
  ]);
});

test('a port that is free by now is no finding', () => {
  expect(blocked(web, { ...web, kind: 'allocated' })).toEqual([]);
  expect(judge({ conflicts: { asked: 1, blocked: [web] } }).evidence[0].observed).toContain('free by now');
});

test.each<[string, Partial<BlockedContainer>, RegExp]>([
  ['another container', { holder: 'old' }, /published by the container old/],
  ['the engine’s memory', { listener }, /no running container publishes it/],
])('port-allocated-container: it is %s', (_name, more, words) => {
  const [finding] = blocked({ ...web, kind: 'allocated', ...more });
  expect(finding?.code).toBe('port-allocated-container');
  const { message } = networkPublishedPorts.codes['port-allocated-container'];
  expect(message(finding?.params as never)).toMatch(words);
});

test('net-listens-on-localhost: nobody can reach what a container publishes', () => {
  const loopbackOnly = [{ container: 'app', port: 80, publicPort: 8097 }];
  expect(judge({ listeners: { publishing: 1, looked: 1, loopbackOnly } }).findings).toEqual([
    {
      code: 'net-listens-on-localhost',
      subject: 'app',
      params: { container: 'app', port: 80, publicPort: 8097 },
      engine: ENGINE,
    },
  ]);
});

test('what could not be seen is said', () => {
  const listeners = unavailable('timed-out', 'GET /containers/json', 'no answer within 4000 ms');
  expect(judge({ listeners }).evidence[1]?.observed).toBe('not seen: no answer within 4000 ms');
});

test('rootless-low-port: the kernel keeps it for root, until that is changed', () => {
  const low: BlockedContainer = { ...web, kind: 'privileged', port: 80, firstFreePort: 1024 };
  expect(blocked(low)).toEqual([
    {
      code: 'rootless-low-port',
      subject: '80/tcp',
      params: { container: 'web', port: 80, from: 1024, engine: 'docker' },
      engine: ENGINE,
    },
  ]);
  expect(judge({ conflicts: { asked: 1, blocked: [low] } }).evidence[0].observed).toContain('kept for root');
  const { firstFreePort: _unread, ...unknown } = low;
  expect(blocked({ ...low, firstFreePort: 80 }, unknown)).toEqual([]);
});

test('port-bind-address-absent: the host does not have the address, and has not got it since', () => {
  const bound: BlockedContainer = { ...web, kind: 'absent', address: '192.0.2.7', port: 80 };
  expect(blocked({ ...bound, isOurs: false })).toEqual([
    {
      code: 'port-bind-address-absent',
      subject: '192.0.2.7:80/tcp',
      engine: ENGINE,
      params: { container: 'web', where: '192.0.2.7:80/tcp', address: '192.0.2.7' },
    },
  ]);
  expect(blocked({ ...bound, isOurs: true }, bound)).toEqual([]);
});
