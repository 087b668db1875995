import { expect, it } from 'vitest';
import { compareReleases, majorOf, parseVersion } from '#parse/version';
import { survivesHostileText } from '#test/parse/samples';

// As printed by Debian's docker.io and containerd, Docker CE, Podman and act.
it.each([
  ['20.10.24+dfsg1', '20.10.24'],
  ['28.2.2', '28.2.2'],
  ['27.0.0-rc.1', '27.0.0-rc.1'],
  ['5.4.2-dev', '5.4.2-dev'],
  ['v0.2.87', '0.2.87'],
  ['1.6.20~ds1', '1.6.20'],
  ['Docker version 24.0.7, build afdd53b', '24.0.7'],
  ['20.10.7-0ubuntu5', '20.10.7'],
  ['19.03.8', '19.3.8'],
  ['4.3', '4.3.0'],
  ['1.2.3.4', '1.2.3'],
  ['none', undefined],
  ['', undefined],
])('version %j', (text, version) => expect(parseVersion(text)).toBe(version));

it('compares releases', () => {
  expect(majorOf('28.2.2')).toBe(28);
  expect(majorOf('x')).toBeUndefined();
  expect(compareReleases('20.10.24+dfsg1', '23.0.0')).toBeLessThan(0);
  expect(compareReleases('27.0.0-rc.1', '27.0.0')).toBe(0);
  expect(compareReleases('29.3.0', '29.2.9')).toBeGreaterThan(0);
  expect(compareReleases('x', '1.0')).toBeUndefined();
});

it('never throws', () => survivesHostileText(parseVersion));
