import { expect, test } from 'vitest';
import { ipForwarding } from '#facts/ip-forwarding';
import { fakeHost } from '#test/support/fake-host';

const KERNEL = '6.1.0-37-amd64';

const system = { hostName: 'host', os: 'linux', arch: 'x64' };

const look = (text: string, info: object = {}, engine: object = {}) =>
  ipForwarding.collect(fakeHost({ 'read-file': () => text, system: () => system as never }), {
    engineInUse: { engine: 'docker', address: { kind: 'unix', path: '/var/run/docker.sock' }, ...engine },
    engineInfo: { Name: 'host', KernelVersion: KERNEL, SecurityOptions: [], ...info },
    platform: { os: 'linux', kernelRelease: KERNEL },
  } as never); // what it needs, by name

test('is read from the kernel', async () => {
  expect(await look('0\n')).toBe(false);
  expect(await look('1\n')).toBe(true);
});

test.each([
  ['an engine of another machine', { Name: 'elsewhere' }, {}],
  ['an engine in a virtual machine', { KernelVersion: '6.6.12-linuxkit' }, {}],
  ['a rootless engine', { SecurityOptions: ['name=rootless'] }, {}],
  ['Podman', {}, { engine: 'podman' }],
  ['TCP', {}, { address: { kind: 'tcp', hostName: '127.0.0.1', port: 2375 } }],
])('says nothing of %s', async (_what, info, engine) => {
  expect(await look('0\n', info, engine)).toBeUndefined();
});
