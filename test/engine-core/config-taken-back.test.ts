import { expect, test } from 'vitest';
import { unavailable } from '#core/answer';
import { propose } from '#core/fix';
import type { Host } from '#core/host';
import { runFix } from '#engine/run-fix';
import { setContainerDns } from '#fixes/set-container-dns';
import { targetOf } from '#test/support/daemon-json-target';
import { fakeGate } from './fake-gate.ts';
import { file, type Model, modelHost } from './model-host.ts';

const PATH = '/etc/docker/daemon.json';
const OLD = '{ "dns": ["10.0.0.9"] }\n';

const model = (): Model => ({
  files: { [PATH]: file(OLD, { mode: 0o640 }) },
  groups: {},
  units: { 'docker.service': { active: 'active', enabled: 'enabled' } },
  processes: {},
  context: { name: 'default' },
});

const apply = async (host: Host) => {
  const target = targetOf(OLD, { dockerd: { path: '/usr/bin/dockerd', major: 28 } });
  const { proposal } = propose(setContainerDns, { target, servers: ['10.0.0.2'] });
  return runFix(
    { id: proposal.fix, proposal, resolves: [], beside: [] },
    {
      host,
      gate: fakeGate(),
      confirm: async () => true,
      lookAgain: async () => [],
      prove: async () => unavailable('unreachable', 'runuser', 'nobody'),
      maxRisk: 'destructive',
      observer: {},
      clock: { nowMs: () => 0, sleep: async () => undefined },
      signal: new AbortController().signal,
    },
  );
};

/** Takes every file, and starts with the old one alone. */
const picky = (world: Model): Host => {
  const host = modelHost(world);
  return {
    ...host,
    run: async (argv, options) =>
      argv.join(' ') === 'systemctl restart docker.service' && world.files[PATH]?.content !== OLD
        ? { exitCode: 1, stdout: '', stderr: 'Job for docker.service failed.\n' }
        : host.run(argv, options),
  };
};

test('an engine that does not start with the new file gets its old one back, and the report says so', async () => {
  const world = model();
  const record = await apply(picky(world));
  expect(world.files[PATH]).toEqual(file(OLD, { mode: 0o640 }));
  expect(record).toMatchObject({
    state: 'rolled-back',
    text: expect.stringMatching(/Job for docker\.service failed.*taken back/),
  });
  expect(record.steps[0]).toMatchObject({ ok: false, outcome: expect.stringContaining('then taken back') });
});

test('the same where the restart is said to have succeeded and the engine does not answer', async () => {
  const world = model();
  const host: Host = {
    ...modelHost(world),
    engineGet: async () =>
      world.files[PATH]?.content === OLD
        ? { status: 200, headers: {}, body: 'OK', durationMs: 1 }
        : unavailable('unreachable', 'GET /_ping', 'ECONNREFUSED'),
  };
  const record = await apply(host);
  expect(world.files[PATH]?.content).toBe(OLD);
  expect(record).toMatchObject({
    state: 'rolled-back',
    text: expect.stringMatching(/did not come back: ECONNREFUSED.*taken back/),
  });
}, 60_000);

test('an engine that comes back keeps the new file', async () => {
  const world = model();
  const record = await apply(modelHost(world));
  expect(JSON.parse(world.files[PATH]?.content ?? '')).toEqual({ dns: ['10.0.0.2'] });
  expect(record.state).toBe('unverified');
});
