import { integerOf, linesOf } from '#parse/text';

/**
 * `/etc/passwd`, or what `getent passwd [alice]` prints. The comment field, which holds people's names, is left out.
 *
 *     alice:x:1000:1000:Alice,,,:/home/alice:/bin/bash
 */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export const parsePasswd = (text: string): readonly Account[] =>
  linesOf(text).flatMap((line) => {
    const [name = '', , uidText, gidText, , home, shell = ''] = line.trim().split(':');
    const [uid, gid] = [integerOf(uidText), integerOf(gidText)];
    if (uid === undefined || gid === undefined || home === undefined || !/^[^+\-#\s]/.test(name)) return [];
    return [{ name, uid, gid, home, shell }];
  });
