import { describe, expect, it } from 'vitest';
import { parseActVersion } from '#parse/act-version';
import { parseActrc } from '#parse/actrc';
import { survivesHostileText } from '#test/parse/samples';

describe('actrc', () => {
  // Rules of act's cmd/root.go (readArgsFile) and cmd/platforms.go.
  it('reads options, platforms and keeps no secret', () => {
    const text = [
      '# mine',
      '',
      '-P ubuntu-latest=catthehacker/ubuntu:act-latest',
      '  --platform Ubuntu-22.04=image:22',
      '--container-architecture linux/amd64',
      '--pull=false',
      '-s GITHUB_TOKEN=SECRET1',
      '--secret=NPM=SECRET2',
      '--env A=SECRET3 b',
      '-s PLAIN',
      '--container-options --privileged -v /a:/b',
    ].join('\r\n');
    const actrc = parseActrc(text);
    expect(actrc).toEqual({
      args: [
        '-P',
        'ubuntu-latest=catthehacker/ubuntu:act-latest',
        '--platform',
        'Ubuntu-22.04=image:22',
        '--container-architecture',
        'linux/amd64',
        '--pull=false',
        '-s',
        'GITHUB_TOKEN=***',
        '--secret=NPM=***',
        '--env',
        'A=***',
        '-s',
        'PLAIN',
        '--container-options',
        '--privileged -v /a:/b',
      ],
      options: [
        { name: '-P', value: 'ubuntu-latest=catthehacker/ubuntu:act-latest', line: 3 },
        { name: '--platform', value: 'Ubuntu-22.04=image:22', line: 4 },
        { name: '--container-architecture', value: 'linux/amd64', line: 5 },
        { name: '--pull', value: 'false', line: 6 },
        { name: '-s', value: 'GITHUB_TOKEN=***', line: 7 },
        { name: '--secret', value: 'NPM=***', line: 8 },
        { name: '--env', value: 'A=***', line: 9 },
        { name: '-s', value: 'PLAIN', line: 10 },
        { name: '--container-options', value: '--privileged -v /a:/b', line: 11 },
      ],
      platforms: {
        'ubuntu-latest': 'catthehacker/ubuntu:act-latest',
        'ubuntu-22.04': 'image:22',
      },
      problems: [],
    });
  });

  // act-actrc-ignored of the fault catalogue.
  it.each([
    [
      '-P a=b -P c=d',
      [
        { kind: 'two-options', line: 1, text: '-P a=b -P c=d' },
        { kind: 'platform-dropped', line: 1, text: '-P a=b -P c=d' },
      ],
    ],
    ['-P a=b --rm', [{ kind: 'two-options', line: 1, text: '-P a=b --rm' }]],
    ['-P ubuntu-latest', [{ kind: 'platform-dropped', line: 1, text: '-P ubuntu-latest' }]],
    ['-P "a=b"', [{ kind: 'quotes-kept', line: 1, text: '-P "a=b"' }]],
    ['-P a=b # why', [{ kind: 'comment-kept', line: 1, text: '-P a=b # why' }]],
    ['P a=b', [{ kind: 'line-ignored', line: 1, text: 'P a=***' }]],
    ['-P a=b\n-P A=c', [{ kind: 'platform-repeated', line: 1, text: 'a' }]],
    ['--rm -s TOKEN=hunter2', [{ kind: 'two-options', line: 1, text: '--rm -s TOKEN=***' }]],
    ['TOKEN=hunter2', [{ kind: 'line-ignored', line: 1, text: 'TOKEN=***' }]],
    ['-sTOKEN=hunter2\n-vs TOKEN=hunter2', []],
  ])('lints %j', (text, problems) => {
    expect(parseActrc(text).problems).toEqual(problems);
    expect(JSON.stringify(parseActrc(text))).not.toContain('hunter2');
  });

  it('never throws', () => survivesHostileText(parseActrc));
});

it.each([
  ['act version 0.2.61\n', '0.2.61'],
  ['warning\nact version v0.2.87', '0.2.87'],
  ['act: command not found', undefined],
  ['', undefined],
])('act --version %j', (text, expected) => expect(parseActVersion(text)).toBe(expected));
