import { describe, expect, it, test } from 'vitest';
import type { Ask } from '#core/host';
import { maskedEndpoint, withoutSecrets } from '#core/secrets';
import { redacted } from '#host/redacted';
import { someIdentity } from '#test/support/fake-host';

const stars = (count: number): string => '*'.repeat(count);

describe('secrets go, everything around them stays', () => {
  it.each([
    ['password in a URL', 'http://ada:s3cret@proxy:3128/x', `http://ada:${stars(6)}@proxy:3128/x`],
    ['password with an @', 'tcp://ada:p@ss@host:2375', `tcp://ada:${stars(4)}@host:2375`],
    ['password without a user', 'redis://:pw@cache', `redis://:${stars(2)}@cache`],
    [
      'auth of a registry',
      '{"auths":{"ghcr.io":{"auth":"YWRhOnB3"}}}',
      `{"auths":{"ghcr.io":{"auth":"${stars(8)}"}}}`,
    ],
    ['token with an escape', '{"identitytoken" : "a\\"b"}', `{"identitytoken" : "${stars(4)}"}`],
    [
      'any header to registries',
      '{"HttpHeaders": {"X-A": "one", "B": "two"}, "x": "y"}',
      `{"HttpHeaders": {"X-A": "***", "B": "***"}, "x": "y"}`,
    ],
    ['variable', 'export DB_PASSWORD=hunter2 PATH=/bin', `export DB_PASSWORD=${stars(7)} PATH=/bin`],
    ['variable with spaces, in JSON', '["API_KEY=a b","PATH=/bin"]', `["API_KEY=${stars(3)}","PATH=/bin"]`],
    ['header', 'Authorization: Bearer abcdefghijk', `Authorization: Bearer ${stars(11)}`],
    ['token of GitHub', 'using ghp_0123456789abcdef now', `using ${stars(20)} now`],
    [
      'private key',
      '-----BEGIN RSA PRIVATE KEY-----\nAB\nCD\n-----END',
      '-----BEGIN RSA PRIVATE KEY-----\n**\n**\n-----END',
    ],
    ['password with a slash', 'postgres://u:p/w@h/db', `postgres://u:${stars(3)}@h/db`],
    ['password with a quotation mark', "tcp://u:PW'@h", `tcp://u:${stars(3)}@h`],
    ['password with an end of the authority', 'tcp://u:PW?#x@h', `tcp://u:${stars(5)}@h`],
    ['password in escaped JSON', '"http:\\/\\/u:PW@p"', `"http:\\/\\/u:${stars(2)}@p"`],
    ['a URL in a URL', 'http://h/?to=http://u:PW@p', `http://h/?to=http://u:${stars(2)}@p`],
    ['token in place of a user', 'https://TOKEN@host/x', `https://${stars(5)}@host/x`],
    ['parameter of a query', 'https://h/?a=b&token=PW', `https://h/?a=b&token=${stars(2)}`],
    ['option with a blank', 'run --password hunter2 -x', `run --password ${stars(7)} -x`],
    ['option of Redis', 'redis-server --requirepass hunter2', `redis-server --requirepass ${stars(7)}`],
    ['option with =', 'run --token=abc', `run --token=${stars(3)}`],
    ['option in a list', '["--password","hunter2"]', `["--password","${stars(7)}"]`],
    ['option in a command line', 'x\0--password\0pw', `x\0--password\0${stars(2)}`],
    ['variable in lower case', 'db_pass=hunter2', `db_pass=${stars(7)}`],
    ['variable in quotation marks', 'DB_PASS="hunter 2"', `DB_PASS=${stars(9)}"`],
    ['variables of many names', 'PGPASS=a SSH_KEY=b SESSION_COOKIE=c', 'PGPASS=* SSH_KEY=* SESSION_COOKIE=*'],
    ['JWT', 'x eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.sig y', `x ${stars(37)} y`],
    [
      'credential of the cloud',
      '{"awsAccessKeyId":"A","userPwd":"B"}',
      '{"awsAccessKeyId":"*","userPwd":"*"}',
    ],
    ['auth in typographic quotes', '{“auth”: “YWRhOnB3”}', `{“auth”: “${stars(8)}”}`],
    ['a key with a letter by its number', '{"\\u0061uth":"YWRh"}', `{"\\u0061uth":"${stars(4)}"}`],
    [
      'proxy without a scheme',
      '{"httpProxy": "ada:s3cret@proxy:3128"}',
      `{"httpProxy": "${stars(10)}@proxy:3128"}`,
    ],
    ['password with a blank, in JSON', '{"a": "http://u:P W@p"}', `{"a": "http://u:${stars(3)}@p"}`],
    ['private key that was cut', '-----BEGIN PRIVATE KEY-----\nAB', '-----BEGIN PRIVATE KEY-----\n**'],
  ])('%s', (_name, given, expected) => {
    expect(withoutSecrets(given)).toBe(expected);
    expect(withoutSecrets(expected)).toBe(expected);
    expect(expected).toHaveLength(given.length);
  });

  it.each([
    'unix:///var/run/docker.sock',
    'ssh://ada@host',
    'PWD=/home/ada OLDPWD=/ KeyringMode=inherit monkey=1',
    'http://h:80/a@b see http://h:8080, ada@x',
    'tcp://[::1]:2375/a@b',
    'https://registry-1.docker.io/v2/',
    '{"credsStore":"desktop","auths":{"ghcr.io":{}}}',
    'see ada@example.com: 10:30',
    'TOKENS are many, PASSWORD is a word',
  ])('%s is no secret', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });
});

test.each([
  ['tcp://TOKEN@127.0.0.1:1', 'tcp://*****@127.0.0.1:1'],
  ['TOKEN@h', '*****@h'],
  ['u:PW@127.0.0.1:1', '*:**@127.0.0.1:1'],
  ['tcp://u:P"W@h', 'tcp://*:***@h'],
  ['tcp://u:PW x@h', 'tcp://*:** *@h'],
  ['tcp://u:PW#x@h', 'tcp://*:**#*@h'],
  ['https://h/?token=PW', 'https://h/?token=**'],
  ['unix:///run/a@b.sock', 'unix:///run/a@b.sock'],
  ['/run/a@b.sock', '/run/a@b.sock'],
  ['ssh://ada@h', 'ssh://ada@h'],
  ['ssh://u:PW@h', 'ssh://*:**@h'],
])('the endpoint %s is shown as %s', (given, expected) => {
  expect(maskedEndpoint(given)).toBe(expected);
  expect(maskedEndpoint(expected)).toBe(expected);
});

test.each([
  ['schemes', 'a.'.repeat(1_000_000)],
  ['variables', 'TOKEN'.repeat(400_000)],
  ['keys', '"auth'.repeat(400_000)],
  ['open keys', '"auth":"'.repeat(250_000)],
  ['private keys', '-----BEGIN PRIVATE KEY-----'.repeat(80_000)],
  ['URLs', 'http://a:'.repeat(200_000)],
  ['URLs with an end', `${'http://a:'.repeat(200_000)}@`],
  ['URLs in URLs', 'http://a:80/@'.repeat(150_000)],
  ['ats', 'http://a:b@@@@@@@@@'.repeat(100_000)],
  ['names', 'a-a_a.'.repeat(300_000)],
  ['options', '--a-a-a '.repeat(250_000)],
  ['open variables', 'PASS="'.repeat(300_000)],
  ['headers', '"HttpHeaders":{'.repeat(150_000)],
])('two hostile megabytes of %s are read in time', (_name, text) => {
  const startedMs = performance.now();
  withoutSecrets(text);
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

test('every answer is cleaned, but for bytes of a name server', async () => {
  const secret = 'http://ada:pw@proxy';
  const ask = redacted((async (kind: string) =>
    kind === 'udp-exchange' ? secret : { deep: [{ text: secret }] }) as Ask); // two kinds are enough here
  expect(await ask('system', {})).toEqual({ deep: [{ text: 'http://ada:**@proxy' }] });
  expect(await ask('udp-exchange', { hostName: 'x', port: 53, hex: '' })).toBe(secret);
});

test('endpoints of the environment and of flags are masked before the @, whatever stands there', async () => {
  const identity = someIdentity({
    environment: { DOCKER_HOST: 'TOKEN@h', HTTP_PROXY: 'http://u:pw@p', https_proxy: 'u:pw@p:3128' },
    engineFlags: { host: 'tcp://u:P"W?@h' },
  });
  const ask = redacted((async () => identity) as Ask); // asked for one kind
  expect(await ask('identity', {})).toEqual({
    ...identity,
    environment: { DOCKER_HOST: '*****@h', HTTP_PROXY: 'http://*:**@p', https_proxy: '*:**@p:3128' },
    engineFlags: { host: 'tcp://*:***?@h' },
  });
});
