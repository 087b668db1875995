import { describe, expect, it } from 'vitest';
import { conflictingDirectives, flagToDirective, parseDockerdFlags } from '#parse/dockerd-flags';

const flags = (argv: string) => {
  const parsed = parseDockerdFlags(argv.split(' '));
  return [Object.fromEntries(parsed.flags), parsed.rest];
};

describe('dockerd flags', () => {
  it.each([
    // ExecStart of Debian 12's docker.service
    [
      '/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS',
      { host: ['fd://'], containerd: ['/run/containerd/containerd.sock'] },
      ['$DOCKER_OPTS'],
    ],
    ['dockerd -Hfd:// -H=unix:///x --host tcp://y', { host: ['fd://', 'unix:///x', 'tcp://y'] }, []],
    [
      '-D -g /srv --iptables=false --tlsverify',
      { debug: ['true'], graph: ['/srv'], iptables: ['false'], tlsverify: ['true'] },
      [],
    ],
    [
      '-Dl debug --log-opt max-size=1m --log-opt=max-file=2',
      { debug: ['true'], 'log-level': ['debug'], 'log-opt': ['max-size=1m', 'max-file=2'] },
      [],
    ],
    ['--mtu', { mtu: [''] }, []],
    ['-- --mtu 1', {}, ['--mtu', '1']],
    ['dockerd', {}, []],
  ])('%s', (argv, expected, rest) => expect(flags(argv)).toEqual([expected, rest]));

  it.each([
    ['host', 'hosts'],
    ['log-opt', 'log-opts'],
    ['add-runtime', 'runtimes'],
    ['insecure-registry', 'insecure-registries'],
    ['cdi-spec-dir', 'cdi-spec-dirs'],
    ['mtu', 'mtu'],
  ])('--%s is %s in the file', (flag, directive) => expect(flagToDirective(flag)).toBe(directive));

  // djson-hosts-conflict of the fault catalogue; runtimes are merged by dockerd.
  it('finds conflicts with the file', () => {
    const parsed = parseDockerdFlags(['-H', 'fd://', '--add-runtime', 'x=/x', '--bip=10.0.0.1/8']);
    expect(conflictingDirectives(parsed, ['hosts', 'runtimes', 'bip', 'mtu'])).toEqual(['hosts', 'bip']);
  });
});
