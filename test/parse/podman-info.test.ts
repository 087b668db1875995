import { expect, test } from 'vitest';
import { parsePodmanInfo } from '#parse/podman-info';
import { survivesHostileText } from './samples.ts';

test('reads version, storage and whether root is needed', () => {
  const text =
    '{"host":{"security":{"rootless":true}},"store":{"graphDriverName":"overlay","graphRoot":"/home/ada/s"},"version":{"Version":"4.3.1"}}';
  expect(parsePodmanInfo(text)).toEqual({
    version: '4.3.1',
    storageDriver: 'overlay',
    storageRoot: '/home/ada/s',
    rootless: true,
  });
});

test('what Podman leaves out is absent', () => {
  expect(parsePodmanInfo('{"store":null,"version":{"Version":5}}')).toEqual({ rootless: false });
});

test.each(['', '[]', 'null', '{'])('%j is not podman info', (text) => {
  expect(parsePodmanInfo(text)).toMatchObject({ kind: 'malformed' });
});

test('survives hostile text', () => survivesHostileText(parsePodmanInfo));
