import { describe, expect, it, test } from 'vitest';
import { parseCertificates } from '#parse/pem-certificate';
import { lastWordsOf, sshFailureIn } from '#parse/ssh-failure';
import { sample } from './samples.ts';

// As OpenSSH 9.2 printed them in the lab, but for `closed` (docker/compose#7267) and the resolver's.
describe('a failure of ssh', () => {
  it.each([
    ['key-refused', 'bob@127.0.0.1: Permission denied (publickey,password).'],
    [
      'host-key-unknown',
      'No ED25519 host key is known for 127.0.0.1 and you have requested strict checking.\r\nHost key verification failed.',
    ],
    [
      'host-key-changed',
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\nOffending ED25519 key in /home/ada/.ssh/known_hosts:1\r\nHost key verification failed.',
    ],
    ['refused', 'ssh: connect to host 127.0.0.1 port 22: Connection refused'],
    ['no-way', 'ssh: connect to host 10.99.0.50 port 22: No route to host'],
    ['host-unknown', 'ssh: Could not resolve hostname build.example: Name or service not known'],
    ['closed', 'kex_exchange_identification: read: Connection reset by peer'],
    ['own-files', 'Bad owner or permissions on /home/ada/.ssh/config'],
    ['other', 'muxclient: something new'],
  ])('%s', (reason, stderr) => {
    expect(sshFailureIn(stderr)).toBe(reason);
  });
  it('ends with its last words', () => {
    expect(lastWordsOf('Warning: x\r\nHost key verification failed.\r\n\n')).toBe(
      'Host key verification failed.',
    );
    expect(lastWordsOf('')).toBe('it says nothing');
  });
});

test('the dates of a certificate, and of each in a file with several', () => {
  const pem = sample('tls/cert.pem');
  const [one] = parseCertificates(pem) as readonly { notBeforeMs: number; notAfterMs: number }[];
  expect(one?.notAfterMs).toBeGreaterThan(one?.notBeforeMs ?? 0);
  expect(new Date(one?.notBeforeMs ?? 0).getUTCFullYear()).toBeGreaterThan(2020);
  expect(parseCertificates(pem + pem)).toHaveLength(2);
});

test.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----'])(
  '%j has no dates',
  (text) => {
    expect(parseCertificates(text)).toMatchObject({ kind: 'malformed' });
  },
);
