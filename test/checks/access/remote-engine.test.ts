import { describe, expect, it, test } from 'vitest';
import { accessRemoteEngine } from '#checks/access/remote-engine';
import { unavailable } from '#core/answer';
import type { SshOutcome } from '#facts/ssh-engine';
import type { TlsReason, TlsRefusal } from '#facts/tls-refusal';

type Needs = Parameters<typeof accessRemoteEngine.evaluate>[0];

const overSsh: Needs['selected'] = {
  origin: 'DOCKER_HOST',
  value: 'ssh://bob@build.example',
  resolved: { kind: 'unsupported', scheme: 'ssh' },
  problems: [],
};
const overTls: Needs['selected'] = {
  origin: 'DOCKER_HOST',
  value: 'tcp://build.example:2376',
  resolved: { kind: 'address', address: { kind: 'tcp', hostName: 'build.example', port: 2376, tls: {} } },
  problems: [],
};
const ssh = (outcome: SshOutcome) =>
  accessRemoteEngine.evaluate({
    selected: overSsh,
    ssh: { destination: 'bob@build.example', command: 'ssh … dial-stdio', outcome },
    tls: undefined,
  });
const tls = (tls: TlsRefusal | undefined) =>
  accessRemoteEngine.evaluate({ selected: overTls, ssh: undefined, tls });
const sentences = ({ findings }: ReturnType<typeof ssh>) => {
  const [finding] = findings;
  if (finding === undefined) throw new Error('no finding');
  const { message, cause, remedy } = accessRemoteEngine.codes[finding.code];
  return [message, cause, remedy].map((sentence) => sentence(finding.params as never)).join(' ');
};

test('applies to engines behind ssh and TLS alone', () => {
  const local = { ...overTls, resolved: { kind: 'address', address: { kind: 'unix', path: '/s' } } } as const;
  expect(accessRemoteEngine.applies?.({ selected: local, ssh: undefined, tls: undefined })).toMatch(
    /neither/,
  );
  expect(accessRemoteEngine.applies?.({ selected: overSsh, ssh: undefined, tls: undefined })).toBe(true);
});

describe('ssh', () => {
  it('that opens the engine is well', () => {
    expect(ssh({ kind: 'opens' }).findings).toEqual([]);
  });
  it('that was left out, or whose answer nobody understands, is not verified', () => {
    const obstacle = unavailable('not-looked', 'ssh', 'left out by --offline');
    expect(
      accessRemoteEngine.evaluate({ selected: overSsh, ssh: obstacle, tls: undefined }).missing?.reason,
    ).toBe('not-looked');
    expect(ssh({ kind: 'unclear', obstacle }).findings).toEqual([]);
    expect(ssh({ kind: 'unclear', obstacle }).missing).toBe(obstacle);
  });
  it('ssh-auth-fails: never advises to switch the check of keys off', () => {
    const refused = {
      kind: 'ssh-fails',
      reason: 'key-refused',
      detail: 'Permission denied (publickey).',
    } as const;
    expect(sentences(ssh(refused))).toContain('ssh-add');
    const unknown = { ...refused, reason: 'host-key-unknown' } as const;
    expect(sentences(ssh(unknown))).toMatch(/fingerprint.*Never switch the check off/);
    expect(sentences(ssh({ ...refused, reason: 'host-key-changed' }))).toContain(
      'ssh-keygen -R build.example',
    );
    expect(sentences(ssh({ kind: 'no-ssh' }))).toContain('Install the ssh client');
  });
  it('ssh-remote-no-permission: ssh is well, and docker over there is not', () => {
    const denied = { kind: 'remote-fails', reason: 'denied', detail: 'permission denied' } as const;
    expect(ssh(denied).findings.map(({ code }) => code)).toEqual(['ssh-remote-no-permission']);
    expect(sentences(ssh(denied))).toContain('group docker there');
    expect(sentences(ssh({ ...denied, reason: 'no-docker' }))).toContain('$PATH');
  });
});

describe('TLS', () => {
  it('that works, or fails for another reason, is well here', () => {
    expect(tls(undefined).findings).toEqual([]);
  });
  const refusal = (reason: TlsReason, more: Partial<TlsRefusal> = {}): TlsRefusal => ({
    reason,
    detail: 'words of TLS',
    ...more,
  });
  it.each<[TlsReason, RegExp]>([
    ['engine-expired', /issued anew/],
    ['authority-expired', /new authority/],
    ['not-yet-valid', /not valid yet/],
    ['wrong-name', /other names: words of TLS/],
    ['wrong-authority', /ca\.pem of this very engine/],
    ['client-expired', /refuses this client/],
    ['client-refused', /another authority/],
    ['client-missing', /beside ca\.pem/],
  ])('tls-cert-invalid: %s', (reason, words) => {
    expect(sentences(tls(refusal(reason)))).toMatch(words);
    expect(accessRemoteEngine.codes['tls-cert-invalid'].leadsTo).toContain('dockerhost-stale');
  });
  it('blames the clocks where they are far apart and dates are what fails', () => {
    const day = 86_400_000;
    expect(sentences(tls(refusal('engine-expired', { engineAheadMs: -3 * day })))).toMatch(
      /3 days ahead of the engine's.*Set both clocks right/,
    );
    expect(sentences(tls(refusal('not-yet-valid', { engineAheadMs: 2 * 3_600_000 })))).toContain(
      '2 hours behind',
    );
    expect(sentences(tls(refusal('engine-expired', { engineAheadMs: -60_000 })))).toContain('issued anew');
    expect(sentences(tls(refusal('wrong-name', { engineAheadMs: 3 * day })))).toContain('subjectAltName');
  });
});
