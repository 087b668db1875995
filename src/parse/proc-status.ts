import { type Malformed, malformed } from '#parse/malformed';
import { type Compact, compact, integerOf, linesOf, wordsOf } from '#parse/text';

/**
 * `/proc/<pid>/status`.
 *
 *     Name:	dockerd
 *     State:	S (sleeping)
 *     PPid:	1
 *     Uid:	0	0	0	0
 *     VmRSS:	   75904 kB
 *     Threads:	18
 *     NSpid:	4711	1
 */
export type ProcStatus = Compact<{
  name: string;
  /** One letter: R running, S sleeping, D waiting for a disk, T stopped, t traced, Z zombie, I idle, X dead */
  state: string;
  pid: number | undefined;
  parentPid: number | undefined;
  /** The effective user. */
  uid: number | undefined;
  threads: number | undefined;
  /** Absent for kernel threads. */
  residentBytes: number | undefined;
  groups: readonly number[];
  /** Its number in this PID namespace and in each below it: more than one for a process of a container. */
  namespacePids: readonly number[];
}>;

export const parseProcStatus = (text: string): ProcStatus | Malformed => {
  const fields = new Map(
    linesOf(text).flatMap((line): [string, string][] => {
      const [, key, value] = /^([A-Za-z0-9_]+):\s*(.*?)\s*$/.exec(line.slice(0, 4096)) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );
  const words = (key: string): readonly string[] => wordsOf(fields.get(key) ?? '');
  const numbers = (key: string): readonly number[] => words(key).flatMap((word) => integerOf(word) ?? []);
  const number = (key: string): number | undefined => integerOf(words(key)[0]);
  const state = words('State')[0];
  if (state === undefined) return malformed('/proc/<pid>/status', 'no State line');
  const residentKib = number('VmRSS');
  return compact({
    name: fields.get('Name') ?? '',
    state,
    pid: number('Pid'),
    parentPid: number('PPid'),
    uid: integerOf(words('Uid')[1]),
    threads: number('Threads'),
    residentBytes: residentKib === undefined ? undefined : residentKib * 1024,
    groups: numbers('Groups'),
    namespacePids: numbers('NSpid'),
  });
};
