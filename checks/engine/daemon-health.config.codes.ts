import { code } from '#core/finding';

/** Where in the file, and whether the engine runs regardless, as one that has read it before it was broken. */
type InFile = {
  readonly path: string;
  readonly line: number | undefined;
  readonly running: boolean;
};

/** How the socket of an engine looks that does not start; systemd may hold it while it tries in vain. */
export const NO_ANSWER = ['sock-missing', 'sock-stale-refused', 'sock-hung', 'sock-not-engine'] as const;

export const START_SYMPTOMS = ['engine-start-failed', 'unit-start-limit', ...NO_ANSWER] as const;

/** Others of the same kind that are not shown one by one. */
type Counting = { readonly more?: number };
const others = ({ more }: Counting): string =>
  more === undefined ? '' : ` ${more} more like it are not shown.`;

const place = ({ path, line }: InFile): string => (line === undefined ? path : `${path}, line ${line}`);

const consequence = ({ running }: InFile): string =>
  running
    ? 'The engine still runs, but it will refuse to start the next time.'
    : 'The engine refuses to start, so every client finds no socket or a dead one.';

const DOCS = 'https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file';
const afterwards = ({ running }: InFile): string =>
  running ? 'It is read at the next start of the engine.' : 'Then start the engine.';

/** What `engine/daemon-health` says of daemon.json. */
export const configCodes = {
  'djson-invalid-json': code<
    InFile & {
      readonly column: number | undefined;
      readonly detail: string;
      /** What stands in the place of the file. */
      readonly instead: 'directory' | undefined;
    }
  >({
    severity: 'error',
    message: ({ path, line, column, detail, instead }) => {
      if (instead === 'directory')
        return `${path} is a directory, and the engine wants a file there or nothing.`;
      return line === undefined
        ? `${path} is not valid JSON: ${detail}.`
        : `${path} is not valid JSON: ${detail} (line ${line}, column ${column ?? 1}).`;
    },
    cause: ({ instead }) =>
      instead === 'directory'
        ? 'A container was started with this path as a bind mount while no file was there, or somebody made the directory by mistake.'
        : 'The file was edited by hand or by a tool that left something in it that JSON does not have: a comma too many, a comment, typographic quotes, a byte order mark, or nothing at all.',
    consequence,
    remedy: (params) =>
      params.instead === 'directory'
        ? `Remove it: sudo rmdir ${params.path}, which leaves a directory that is not empty as it is; move such a one away (sudo mv ${params.path} ${params.path}.old). Without a file the engine uses its defaults: settings that it had, such as data-root, have to be written anew. ${afterwards(params)}`
        : `Correct ${place(params)}${params.column === undefined ? '' : `, column ${params.column}`}, and delete nothing else: the file may say where the images are kept. ${afterwards(params)}`,
    leadsTo: START_SYMPTOMS,
    docs: DOCS,
  }),
  'djson-unknown-or-type': code<
    InFile &
      Counting & {
        readonly key: string;
        readonly problem: 'unknown' | 'desktop-only' | 'ignored' | 'too-new' | 'removed' | 'wrong-type';
        readonly suggestion: string | undefined;
        /** The release that brought or removed the key. */
        readonly release: string | undefined;
        readonly expected: string | undefined;
        readonly found: string | undefined;
      }
  >({
    severity: 'error',
    message: (params) => `${aboutKey(params)}${others(params)}`,
    cause: ({ problem }) =>
      problem === 'removed'
        ? 'The engine was upgraded, and the file still has a setting of the older release.'
        : 'A spelling mistake, a setting meant for another program or release, or a value written as another type.',
    consequence: (params) =>
      params.problem === 'ignored'
        ? 'The engine runs, but not with the setting that was meant.'
        : consequence(params),
    remedy: (params) => `${correction(params)} (${place(params)}). ${afterwards(params)}`,
    leadsTo: START_SYMPTOMS,
    docs: DOCS,
  }),
  'djson-hosts-conflict': code<InFile & { readonly keys: readonly string[]; readonly source: string }>({
    severity: 'error',
    message: ({ path, keys, source }) =>
      `${path} and the command line in ${source} both say ${keys.join(', ')}, and dockerd accepts that from one place only.`,
    cause: ({ source }) => `The key was added to the file although ${source} starts dockerd with the flag.`,
    consequence,
    remedy: (params) =>
      `Remove ${params.keys.join(', ')} from ${place(params)}, or the flag from ${params.source}${params.source.endsWith('.service') ? ' (by a drop-in, never in the packaged unit)' : ''}. ${afterwards(params)}`,
    leadsTo: START_SYMPTOMS,
    docs: 'https://docs.docker.com/engine/daemon/troubleshoot/#conflicts-between-the-daemonjson-and-startup-scripts',
  }),
  'djson-default-runtime-missing': code<InFile & { readonly runtime: string }>({
    severity: 'error',
    message: ({ path, runtime }) =>
      `${path} makes "${runtime}" the default runtime but defines no such runtime.`,
    cause: () => 'The entry under "runtimes" was never made, or went away with the package that brought it.',
    consequence,
    remedy: (params) =>
      params.runtime === 'nvidia'
        ? `Run nvidia-ctk runtime configure --runtime=docker, or remove "default-runtime" from ${place(params)}. ${afterwards(params)}`
        : `Define "${params.runtime}" under "runtimes", or remove "default-runtime" from ${place(params)}. ${afterwards(params)}`,
    leadsTo: START_SYMPTOMS,
  }),
  'djson-bad-log-opt': code<
    InFile &
      Counting & {
        readonly option: string;
        /** Absent when the value is of the wrong type. */
        readonly driver: string | undefined;
        readonly found: string | undefined;
        readonly suggestion: string | undefined;
      }
  >({
    severity: 'error',
    message: ({ path, option, driver, found, ...params }) =>
      `${
        driver === undefined
          ? `In ${path}, the log option "${option}" is ${words(found)}, but must be text in quotes.`
          : `${path} has the log option "${option}", which the log driver ${driver} does not know.`
      }${others(params)}`,
    cause: () => 'A spelling mistake, an option of another log driver, or a number without quotes.',
    consequence,
    remedy: (params) =>
      params.driver === undefined
        ? `Put the value of "${params.option}" in quotes (${place(params)}). ${afterwards(params)}`
        : `${params.suggestion === undefined ? `Remove "${params.option}"` : `Write "${params.suggestion}" instead of "${params.option}"`} (${place(params)}). ${afterwards(params)}`,
    leadsTo: START_SYMPTOMS,
    docs: 'https://docs.docker.com/engine/logging/configure/',
  }),
  'djson-runtime-reserved': code<InFile & { readonly runtime: string }>({
    severity: 'error',
    message: ({ path, runtime }) =>
      `${path} defines a runtime called "${runtime}", a name that dockerd keeps for itself.`,
    cause: () => 'The built-in runtime cannot be redefined under its own name.',
    consequence,
    remedy: (params) => `Give the runtime another name (${place(params)}). ${afterwards(params)}`,
    leadsTo: START_SYMPTOMS,
  }),
};

interface AboutKey {
  readonly path: string;
  readonly key: string;
  readonly problem: string;
  readonly release: string | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
}

const aboutKey = ({ path, key, problem, release, expected, found }: AboutKey): string => {
  switch (problem) {
    case 'desktop-only':
      return `${path} has the key "${key}", which is a setting of Docker Desktop, not of dockerd.`;
    case 'ignored':
      return `${path} has the key "${key}", which is the name of a flag: dockerd takes it and does nothing.`;
    case 'too-new':
      return `${path} has the key "${key}", which dockerd knows only from release ${release} on.`;
    case 'removed':
      return `${path} has the key "${key}", which dockerd no longer knows since release ${release}.`;
    case 'wrong-type':
      return `In ${path}, "${key}" is ${words(found)}, but dockerd expects ${words(expected)}.`;
    default:
      return `${path} has the key "${key}", which dockerd does not know.`;
  }
};

const correction = ({
  key,
  problem,
  suggestion,
  expected,
}: {
  readonly key: string;
  readonly problem: string;
  readonly suggestion: string | undefined;
  readonly expected: string | undefined;
}): string => {
  if (problem === 'wrong-type') return `Write "${key}" as ${words(expected)}`;
  if (suggestion === undefined) return `Remove "${key}"`;
  return `Write "${suggestion}" instead of "${key}"`;
};

const WORDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  'empty-list': 'an empty list',
  'string-list': 'a list of texts',
  'object-list': 'a list of objects',
  list: 'a list',
  'empty-object': 'an empty object',
  'string-map': 'an object of texts',
  'boolean-map': 'an object of true and false',
  object: 'an object',
  null: 'nothing (null)',
};

const words = (type: string | undefined): string => WORDS[type ?? ''] ?? 'of another type';
