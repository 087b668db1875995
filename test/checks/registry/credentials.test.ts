import { describe, expect, it, test } from 'vitest';
import { registryCredentials } from '#checks/registry/credentials';
import { unavailable } from '#core/answer';
import type { CredentialHelper, HelperState } from '#facts/credential-helpers';

const path = '/home/ada/.docker/config.json';
const program = '/usr/bin/docker-credential-pass';
const helper = (state: HelperState, more: Partial<CredentialHelper> = {}): CredentialHelper => ({
  name: 'pass',
  isStore: true,
  registries: [],
  state,
  ...more,
});
const look = (...helpers: readonly CredentialHelper[]) =>
  registryCredentials.evaluate({ credentials: { path, helpers, plainRegistries: [] } });
const forOne = { isStore: false, registries: ['gcr.io'] };
const words = (detail: string, silent = false): string =>
  registryCredentials.codes['cred-helper-fails'].cause({
    program: 'docker-credential-pass',
    path,
    isStore: true,
    registries: [],
    detail,
    silent,
  });

test('a helper that answers', () => {
  expect(look(helper({ kind: 'answers', path: program }))).toEqual({
    evidence: [
      { source: `read ${path}`, observed: 'credential helpers: pass' },
      { source: `${program} list`, observed: 'answers' },
    ],
    findings: [],
  });
});

test.each([
  ['no configuration', undefined],
  ['no helper in it', { path, helpers: [], plainRegistries: ['ghcr.io'] }],
])('%s: nobody to judge', (_name, credentials) => {
  expect(registryCredentials.applies?.({ credentials })).toContain('without a credential helper');
});

describe('cred-helper-missing', () => {
  it.each<[string, Partial<CredentialHelper>, string]>([
    ['for every registry', {}, 'error'],
    ['for one', forOne, 'warning'],
  ])('%s', (_name, more, severity) => {
    expect(look(helper({ kind: 'missing' }, more)).findings).toMatchObject([
      { code: 'cred-helper-missing', subject: 'docker-credential-pass', severity },
    ]);
  });
  it('tells where it is, outside of PATH', () => {
    const [found] = look(helper({ kind: 'missing', elsewhere: program })).findings;
    expect(found?.params).toMatchObject({ elsewhere: program });
  });
});

describe('cred-helper-fails', () => {
  it.each<[string, HelperState, string]>([
    ['it says why', { kind: 'fails', path: program, detail: 'pass store is uninitialized' }, 'error'],
    [
      'it does not answer, and may wait for its user',
      { kind: 'silent', path: program, afterMs: 4000 },
      'warning',
    ],
  ])('%s', (_name, state, severity) => {
    expect(look(helper(state)).findings).toMatchObject([{ code: 'cred-helper-fails', severity }]);
  });
  it.each([
    ['pass store is uninitialized', 'never set up'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'No keyring'],
    ['keychain cannot be accessed because the current session does not allow user interaction', 'locked'],
    ['docker-credential-desktop.exe: Invalid argument', 'Windows'],
    ['gpg: decryption failed: No secret key', 'passphrase'],
    ['exit code 1', 'broken or not set up'],
  ])('%s', (detail, cause) => {
    expect(words(detail)).toContain(cause);
  });
  it('waits', () => {
    expect(words('', true)).toContain('waits');
  });
  it('cannot be told where the host cannot start it now', () => {
    const obstacle = unavailable('unreachable', program, 'EAGAIN', { errno: 'EAGAIN' });
    expect(look(helper({ kind: 'unknown', path: program, obstacle }))).toMatchObject({
      findings: [],
      missing: obstacle,
    });
  });
});

test('a helper that is gone or broken can be taken out, where the file can be edited', () => {
  const file = { path, text: '{ "credsStore": "pass" }', privilege: 'user' } as const;
  const offered = (state: HelperState, more = { file }) =>
    registryCredentials
      .evaluate({ credentials: { path, ...more, helpers: [helper(state)], plainRegistries: [] } })
      .findings.flatMap(({ fixes = [] }) => fixes.map(({ proposal }) => proposal.fix));

  expect(offered({ kind: 'missing' })).toEqual(['drop-credential-helper']);
  expect(offered({ kind: 'fails', path: program, detail: 'not initialized' })).toEqual([
    'drop-credential-helper',
  ]);
  // In another session it works, or it waits for its user.
  expect(offered({ kind: 'missing', elsewhere: program })).toEqual([]);
  expect(offered({ kind: 'silent', path: program, afterMs: 4000 })).toEqual([]);
  expect(look(helper({ kind: 'missing' })).findings).toMatchObject([{ fixes: [] }]);
});
