import { describe, expect, it } from 'vitest';
import { parseSettings } from '#parse/settings';

describe('parseSettings', () => {
  it('takes what is named and leaves the rest out', () => {
    expect(parseSettings('{ "engineFloor": "24.0", // newer\n "diskErrorPercent": 99, }')).toEqual({
      engineFloor: '24.0',
      diskErrorPercent: 99,
    });
  });

  it('an image is taken as it stands: what is wrong with it is a finding', () => {
    expect(parseSettings('{ "image": "Not An Image" }')).toEqual({ image: 'Not An Image' });
    expect(parseSettings('{ "image": 3 }')).toMatchObject({
      detail: expect.stringContaining('image must be the name'),
    });
  });

  it('takes a number of days', () => {
    expect(parseSettings('{ "stoppedContainerDays": 30 }')).toEqual({ stoppedContainerDays: 30 });
    expect(parseSettings('{ "stoppedContainerDays": -1 }')).toMatchObject({
      detail: 'stoppedContainerDays must be a number of days from 0 to 3650',
    });
  });

  it.each([
    ['not JSON', '{ "engineFloor": ', { line: 1, detail: 'it is not JSON: value expected' }],
    [
      'a mistyped key',
      '{ "engineFlor": "24" }',
      { detail: 'unknown key "engineFlor" (did you mean engineFloor?)' },
    ],
    [
      'all that is wrong at once',
      '{ "colour": 1, "diskErrorPercent": "a", "dnsName": 3 }',
      {
        detail: expect.stringMatching(
          /^(?=.*unknown key "colour" \(known are engineFloor, )(?=.*diskErrorPercent must be a number from 1 to 100)(?=.*dnsName must be a host name)/,
        ),
      },
    ],
    [
      'a version of Compose that is none',
      '{ "composeFloor": 2 }',
      { detail: expect.stringContaining('composeFloor must be a version') },
    ],
    ['nothing', '', { kind: 'malformed' }],
    ['a list', '[]', { detail: 'it is not an object in braces' }],
    ['an unknown key', '{ "floor": "24" }', { detail: expect.stringContaining('floor') }],
    [
      'a version that is none',
      '{ "engineFloor": "new" }',
      { detail: expect.stringContaining('engineFloor') },
    ],
    [
      'a percentage above 100',
      '{ "diskErrorPercent": 101 }',
      { detail: expect.stringContaining('diskErrorPercent') },
    ],
    ['a name that is none', '{ "dnsName": "a b" }', { detail: expect.stringContaining('dnsName') }],
  ])('refuses %s', (_name, text, expected) => {
    expect(parseSettings(text)).toMatchObject({ kind: 'malformed', ...expected });
  });
});
