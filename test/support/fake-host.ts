import { type Unavailable, unavailable } from '#core/answer';
import {
  type AnswerTo,
  type Ask,
  type Asks,
  describeQuestion,
  type EngineReply,
  type FileStat,
  type FilesystemUsage,
  type Identity,
  type ProbingHost,
  probingHost,
  type QuestionKind,
} from '#core/host';

type Answers = { readonly [K in QuestionKind]?: (asks: Asks<K>) => AnswerTo<K> | Unavailable | undefined };

/** A host that knows what it is told here; everything else is absent on it. */
export const fakeHost = (answers: Answers): ProbingHost => {
  const ask: Ask = async (kind, asks) => {
    const source = describeQuestion(kind, asks);
    return answers[kind]?.(asks) ?? unavailable('absent', source, 'ENOENT', { errno: 'ENOENT' });
  };
  return probingHost({ kind: 'local', label: 'fake' }, ask);
};

/** Looks a path up in a table, for `read-file`, `stat`, `list` … */
export const byPath =
  <T>(table: Readonly<Record<string, T>>) =>
  ({ path }: { readonly path: string }): T | undefined =>
    table[path];

export const reply = (value: unknown, status = 200): EngineReply => ({
  status,
  headers: {},
  body: typeof value === 'string' ? value : JSON.stringify(value),
  durationMs: 1,
});

export const fileStat = (type: FileStat['type'], more: Partial<FileStat> = {}): FileStat => ({
  type,
  mode: type === 'file' ? 0o644 : 0o755,
  uid: 0,
  gid: 0,
  sizeBytes: 0,
  modifiedAtMs: 0,
  ...more,
});

/** A file system of that size with that much left; a tenth of the room of its inodes is used. */
export const disk = (
  sizeBytes: number,
  leftBytes: number,
  inodes = 1_000_000,
  freeInodes = inodes * 0.9,
): FilesystemUsage => ({
  sizeBytes,
  freeBytes: leftBytes,
  availableBytes: leftBytes,
  inodes,
  freeInodes,
});

export const someIdentity = (more: Partial<Identity> = {}): Identity => ({
  uid: 1000,
  gid: 1000,
  groups: [1000],
  userName: 'ada',
  home: '/home/ada',
  workingDirectory: '/home/ada/project',
  engineFlags: {},
  environment: { HOME: '/home/ada', PATH: '/usr/bin' },
  settings: {
    engineFloor: '20.10',
    composeFloor: '2.0',
    diskWarningPercent: 90,
    diskErrorPercent: 97,
    dnsName: 'registry-1.docker.io',
    stoppedContainerDays: 7,
  },
  ...more,
});

/** Collects a fact from a host, with the values of its needs as given. */
export const collected = <T>(
  fact: { collect(host: ProbingHost, needs: never): Promise<T | Unavailable> },
  host: ProbingHost,
  needs: object = {},
): Promise<T | Unavailable> => fact.collect(host, needs as never); // the test answers for the needs
