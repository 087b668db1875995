import { integerOf, linesOf } from '#parse/text';

/**
 * `/etc/group`, or what `getent group [docker]` prints.
 *
 *     docker:x:999:alice,bob
 */
export interface Group {
  readonly name: string;
  readonly gid: number;
  /** Not those whose primary group it is: they stand in the passwd file. */
  readonly members: readonly string[];
}

export const parseGroups = (text: string): readonly Group[] =>
  linesOf(text).flatMap((line) => {
    const [name = '', , gidText, members] = line.trim().split(':');
    const gid = integerOf(gidText);
    // Lines of the old NIS kind (`+::0:`) are no groups.
    if (gid === undefined || members === undefined || !/^[^+\-#\s]/.test(name)) return [];
    return [
      {
        name,
        gid,
        members: members
          .split(',')
          .map((member) => member.trim())
          .filter((member) => member !== ''),
      },
    ];
  });
