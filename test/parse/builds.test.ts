import { expect, test } from 'vitest';
import { parseBakePlatforms, parseComposePlatforms } from '#parse/build-platforms';
import { parseComposeCall } from '#parse/unit-file';
import { survivesHostileText } from '#test/parse/samples';

test('no text makes one of them throw', () => {
  for (const parse of [parseComposePlatforms, parseBakePlatforms, parseComposeCall])
    survivesHostileText(parse);
});

test.each([
  [
    'services:\n  web:\n    build: { context: ., platforms: [linux/amd64, linux/arm64] }\n',
    ['linux/amd64', 'linux/arm64'],
  ],
  ['services:\n  web:\n    build: { context: ., platforms: [linux/amd64] }\n', []],
  ['services:\n  web:\n    build: .\n    platform: linux/amd64\n', []],
  ['services: [web\n', []],
])('platforms of a Compose file: %j', (text, platforms) => {
  expect(parseComposePlatforms(text)).toEqual(platforms);
});

test.each([
  ['target "web" {\n  platforms = ["linux/amd64", "linux/arm64/v8"]\n}\n', ['linux/amd64', 'linux/arm64/v8']],
  ['{"target": {"web": {"platforms": ["linux/amd64", "linux/arm64"]}}}', ['linux/amd64', 'linux/arm64']],
  ['target "web" {\n  platforms = ["linux/amd64"]\n}\n', []],
])('platforms of a bake file: %j', (text, platforms) => {
  expect(parseBakePlatforms(text)).toEqual(platforms);
});

test.each([
  ['[Service]\nExecStart=/usr/local/bin/docker-compose up -d\n', '/usr/local/bin/docker-compose'],
  ['ExecStop=-/usr/bin/docker-compose -f /srv/web/docker-compose.yml down\n', '/usr/bin/docker-compose'],
  ["ExecStart=/bin/sh -c 'cd /srv/web && docker-compose up'\n", 'docker-compose'],
  ['ExecStart=/usr/bin/env docker-compose up\n', 'docker-compose'],
  ['ExecStart=/usr/bin/docker compose -f /srv/docker-compose.yml up\n', undefined],
  ['# ExecStart=/usr/bin/docker-compose up\nDescription=docker-compose\n', undefined],
  ['ExecStart=/opt/my-docker-compose-thing\n', undefined],
])('docker-compose in a unit: %j', (text, program) => {
  expect(parseComposeCall(text)).toBe(program);
});
