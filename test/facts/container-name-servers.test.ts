import { describe, expect, it } from 'vitest';
import { unavailable } from '#core/answer';
import { containerNameServers } from '#facts/container-name-servers';
import { collected, fakeHost, someIdentity } from '#test/support/fake-host';

const ANSWERED = { kind: 'answered', rcode: 'NOERROR', answers: 1, durationMs: 1 } as const;

const unseen = unavailable('absent', 'the network of a container', 'none');

const given = (resolvConf: string, options: readonly string[], containerNetwork: unknown = unseen) =>
  collected(containerNameServers, fakeHost({}), {
    identity: someIdentity(),
    probeOutput: { greeted: true, complete: true, resolvConf },
    nameServers: { servers: [{ address: '192.0.2.53', outcome: ANSWERED }] },
    engineInfo: { SecurityOptions: options },
    containerNetwork,
  });

describe('container-name-servers', () => {
  it("takes over what the host's own servers answered", async () => {
    expect(await given('nameserver 192.0.2.53\n', ['name=rootless'])).toEqual({
      given: true,
      servers: [{ address: '192.0.2.53', outcome: ANSWERED }],
    });
  });

  it('does not ask a resolver that lives in the network of a rootless engine', async () => {
    expect(
      await given('nameserver 10.0.2.3\n', ['name=seccomp,profile=default', 'name=rootless']),
    ).toMatchObject({
      reason: 'unreachable',
      detail: expect.stringContaining('10.0.2.3'),
    });
  });

  it('believes the container before the host', async () => {
    const silent = { address: '192.0.2.53', outcome: { kind: 'timed-out', afterMs: 1500 } };
    const resolver = { address: '10.0.2.3', outcome: ANSWERED };
    const network = { gateway: {}, asked: [silent, resolver] };

    expect(await given('nameserver 192.0.2.53\nnameserver 10.0.2.3\n', ['name=rootless'], network)).toEqual({
      given: true,
      servers: [
        { ...silent, inside: true },
        { ...resolver, inside: true },
      ],
    });
  });

  it('says nothing of a container without a network, which cannot ask anybody', async () => {
    expect(await given('nameserver 192.0.2.53\n', [], { asked: [] })).toMatchObject({ reason: 'not-here' });
  });

  it('asks a server that is reached from the host as well', async () => {
    expect(await given('nameserver 192.0.2.1\n', ['name=seccomp'])).toMatchObject({
      servers: [{ address: '192.0.2.1', outcome: { kind: 'unreachable' } }],
    });
  });
});
