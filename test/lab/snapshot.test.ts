import { describe, expect, it } from 'vitest';
import { capabilitiesIn } from './capabilities.ts';
import { changesBetween } from './snapshot.ts';

describe('snapshots', () => {
  const before = ['f 644 root:root 1 /etc/passwd -> ', 'ab12  /etc/passwd', 'unit Id=docker.service'];

  it('are equal when nothing changed', () => {
    expect(changesBetween(before, [...before])).toEqual([]);
  });

  it('tell what was and what is', () => {
    expect(
      changesBetween(before, [before[0] ?? '', 'cd34  /etc/passwd', before[2] ?? '', 'd /etc/new']),
    ).toEqual(['- ab12  /etc/passwd', '+ cd34  /etc/passwd', '+ d /etc/new']);
  });
});

describe('capabilities', () => {
  it('are read from the bounding set; a machine may lack one in the middle', () => {
    const all = capabilitiesIn('CapEff:\t0000000000000000\nCapBnd:\t0000003fffffffff\n');
    const some = capabilitiesIn('CapBnd:\t000001fffeffffff\n');

    expect(all).toHaveLength(38);
    expect(all.filter((name) => !some.includes(name))).toEqual(['SYS_RESOURCE']);
    expect(capabilitiesIn('')).toEqual([]);
  });
});
