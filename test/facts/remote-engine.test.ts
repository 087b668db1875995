import { describe, expect, it, test } from 'vitest';
import { unavailable } from '#core/answer';
import type { CommandOutput } from '#core/host';
import { sshEngine } from '#facts/ssh-engine';
import { tlsRefusal } from '#facts/tls-refusal';
import { sample } from '#test/parse/samples';
import { byPath, collected, fakeHost, fileStat, reply, someIdentity } from '#test/support/fake-host';

const ended = (exitCode: number, stderr = '', stdout = ''): CommandOutput => ({ exitCode, stdout, stderr });

describe('the engine behind ssh', () => {
  const asked: (readonly string[])[] = [];
  const look = (value: string, output: CommandOutput | undefined, config = 'ask', environment = {}) => {
    const host = fakeHost({
      stat: byPath({ '/usr/bin/ssh-askpass': fileStat('file') }),
      query: ({ argv }) => {
        asked.push(argv);
        return argv.includes('-G') ? ended(0, '', `user ada\nstricthostkeychecking ${config}\n`) : output;
      },
    });
    return collected(sshEngine, host, {
      identity: someIdentity({ environment }),
      selectedEndpoint: { value },
    });
  };

  test('is asked as docker asks it, and learns no key by that', async () => {
    expect(await look('ssh://ada@build.example:2222/run/docker.sock', ended(0))).toMatchObject({
      destination: 'ada@build.example',
      outcome: { kind: 'opens' },
    });
    const words = asked[0]?.join(' ');
    expect(words).toContain('BatchMode=yes');
    expect(words).toContain('StrictHostKeyChecking=yes -o UpdateHostKeys=no -o ControlMaster=no');
    expect(words).toMatch(
      /-l ada -p 2222 -- build\.example docker --host unix:\/\/\/run\/docker\.sock system dial-stdio$/,
    );
  });

  const denied =
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied';
  it.each([
    ['ssh-fails', 'key-refused', ended(255, 'bob@h: Permission denied (publickey).\r\n')],
    ['remote-fails', 'denied', ended(1, denied)],
    ['remote-fails', 'no-docker', ended(127, 'bash: line 1: docker: command not found')],
    ['remote-fails', 'no-docker', ended(127, 'sh: 1: something else')],
    ['remote-fails', 'down', ended(1, 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.')],
    ['remote-fails', 'too-old', ended(1, "docker: 'system' is not a docker command.")],
  ])('%s: %s', async (kind, reason, output) => {
    expect(await look('ssh://bob@h', output)).toMatchObject({ outcome: { kind, reason } });
  });

  const unknown = ended(255, 'No ED25519 host key is known for h and you have requested strict checking.');
  it.each([
    ['ask', { kind: 'ssh-fails', reason: 'host-key-unknown' }],
    ['accept-new', { kind: 'unclear' }],
    ['false', { kind: 'unclear' }],
  ])('a key that nobody knows, where ssh is told %s', async (config, outcome) => {
    expect(await look('ssh://h', unknown, config)).toMatchObject({ outcome });
  });

  test('a passphrase for which docker may ask in a window, and we do not', async () => {
    const refused = ended(255, 'bob@h: Permission denied (publickey).');
    const window = { DISPLAY: ':0' };
    expect(await look('ssh://bob@h', refused, 'ask', window)).toMatchObject({ outcome: { kind: 'unclear' } });
  });
  test('a key that changed is refused by those who accept new ones, too', async () => {
    const changed = ended(255, 'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!');
    expect(await look('ssh://h', changed, 'accept-new')).toMatchObject({ outcome: { kind: 'ssh-fails' } });
  });
  test('no program ssh; an answer that nobody understands; another scheme', async () => {
    expect(await look('ssh://h', undefined)).toMatchObject({ outcome: { kind: 'no-ssh' } });
    expect(await look('ssh://h', ended(1, 'panic'))).toMatchObject({ outcome: { kind: 'unclear' } });
    expect(await look('unix:///run/docker.sock', ended(0))).toBeUndefined();
  });
});

describe('certificates', () => {
  const NOW = Date.UTC(2026, 0, 1);
  const address = {
    kind: 'tcp',
    hostName: 'build.example',
    port: 2376,
    tls: { caPath: '/c/ca.pem', certPath: '/c/cert.pem' },
  };
  const look = (errno: string, more: object = {}, engineMs = NOW) => {
    const host = fakeHost({
      'now-ms': () => NOW,
      'read-file': byPath({}),
      'engine-get': ({ address }) =>
        address.kind === 'tcp' && address.tls?.skipVerify
          ? { ...reply('OK'), headers: { date: new Date(engineMs).toUTCString() } }
          : unavailable('unreachable', 'GET /_ping', 'words', { errno }),
      ...more,
    });
    const endpoints = [{ selected: true, address, state: { kind: 'unreachable', detail: 'words' } }];
    return collected(tlsRefusal, host, { endpoints });
  };

  it.each([
    ['CERT_HAS_EXPIRED', 'engine-expired'],
    ['CERT_NOT_YET_VALID', 'not-yet-valid'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-name'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'wrong-authority'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'wrong-authority'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'client-missing'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'client-refused'],
  ])('%s: %s', async (errno, reason) => {
    expect(await look(errno)).toMatchObject({ reason, detail: 'words' });
  });

  test("our own files tell whose certificate is over: an authority's, or this client's", async () => {
    const read = byPath({ '/c/ca.pem': sample('tls/cert.pem'), '/c/cert.pem': sample('tls/cert.pem') });
    const later = { 'read-file': read, 'now-ms': () => Date.UTC(2300, 0, 1) };
    expect(await look('CERT_HAS_EXPIRED', later)).toMatchObject({
      reason: 'authority-expired',
      path: '/c/ca.pem',
    });
    expect(await look('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', later)).toMatchObject({
      reason: 'client-expired',
    });
  });
  test('the engine tells its time', async () => {
    expect(await look('CERT_HAS_EXPIRED', {}, NOW - 86_400_000)).toMatchObject({
      engineAheadMs: -86_400_000,
    });
  });
  test('what is no matter of certificates is left to others', async () => {
    expect(await look('ECONNREFUSED')).toBeUndefined();
  });
});
