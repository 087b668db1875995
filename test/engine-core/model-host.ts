import { createHash } from 'node:crypto';
import { unavailable } from '#core/answer';
import {
  type Argv,
  type CommandOutput,
  type EngineReply,
  type FileStat,
  type Host,
  probingHost,
} from '#core/host';
import { reply } from '#test/support/fake-host';

interface ModelFile {
  readonly type: FileStat['type'];
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  readonly content: string;
}

/** All that fixes change, as plain data. */
export interface Model {
  readonly files: Record<string, ModelFile>;
  readonly groups: Record<string, readonly string[]>;
  readonly units: Record<string, { readonly active: string; readonly enabled: string }>;
  readonly processes: Record<
    number,
    { readonly comm: string; readonly state: string; readonly ticks: number }
  >;
  readonly context: { readonly name: string };
  /** What the engine keeps, by its id or name: its answer about each. */
  readonly kept?: Record<string, unknown>;
}

export const file = (content = '', more: Partial<ModelFile> = {}): ModelFile => ({
  type: 'file',
  mode: 0o644,
  owner: 'root',
  group: 'root',
  content,
  ...more,
});

type Mutable = { -readonly [K in keyof Model]: Model[K] };

const OK: CommandOutput = { exitCode: 0, stdout: '', stderr: '' };
const fails = (stderr: string, exitCode = 1): CommandOutput => ({ exitCode, stdout: '', stderr });
const says = (stdout: string, exitCode = 0): CommandOutput => ({ exitCode, stdout, stderr: '' });
const last = (argv: Argv): string => argv.at(-1) ?? '';

/** A machine in memory that understands the commands of every fix and of every way back. */
export const modelHost = (model: Model): Host => {
  const absent = (path: string) => unavailable('absent', path, 'ENOENT', { errno: 'ENOENT' });
  return {
    ...probingHost({ kind: 'local', label: 'model' }, async (kind) => absent(kind)),
    engineGet: async (_address, path) => engineAnswer(model, path),
    query: async (argv) => query(model, argv),
    readFile: async (path) => procStat(model, path) ?? model.files[path]?.content ?? absent(path),
    lstat: async (path) => {
      const found = model.files[path];
      if (found === undefined) return absent(path);
      const { type, mode, owner, group, content } = found;
      const id = (name: string): number => (name === 'root' ? 0 : name.charCodeAt(0));
      const link = type === 'symlink' ? { linkTarget: content } : {};
      return {
        type,
        mode,
        uid: id(owner),
        gid: id(group),
        sizeBytes: content.length,
        modifiedAtMs: 0,
        ...link,
      };
    },
    readWhole: async (path) => model.files[path]?.content ?? absent(path),
    stat: async (path) =>
      isDirectory(model, path)
        ? { type: 'directory', mode: 0o755, uid: 0, gid: 0, sizeBytes: 0, modifiedAtMs: 0 }
        : absent(path),
    run: async (argv, { input }) => change(model, argv, input),
  };
};

const engineAnswer = ({ kept = {} }: Model, path: string): EngineReply => {
  if (path === '/_ping') return reply('OK');
  if (path.startsWith('/containers/json')) return reply([]);
  if (path.startsWith('/system/df')) return reply({ BuildCache: Object.values(kept) });
  const id = path.split('/')[2] ?? '';
  return kept[id] === undefined ? reply({ message: `No such object: ${id}` }, 404) : reply(kept[id]);
};

/** Directories are those of the files, and those that were made. */
const isDirectory = ({ files }: Model, path: string): boolean =>
  files[path]?.type === 'directory' || Object.keys(files).some((one) => one.startsWith(`${path}/`));

const procStat = ({ processes }: Model, path: string): string | undefined => {
  const found = processes[Number(/^\/proc\/(\d+)\/stat$/.exec(path)?.[1])];
  return found && `1 (${found.comm}) ${found.state} ${'0 '.repeat(18)}${found.ticks} 0`;
};

const query = (model: Model, argv: Argv): CommandOutput => {
  const line = argv.join(' ');
  const path = last(argv);
  const found = model.files[path];
  if (argv[0] === 'sha256sum')
    return found === undefined
      ? fails('no such file')
      : says(`${createHash('sha256').update(found.content).digest('hex')}  ${path}\n`);
  if (argv[0] === 'stat') {
    if (found === undefined) return fails('no such file');
    const values: Readonly<Record<string, string>> = {
      '%U:%G': `${found.owner}:${found.group}`,
      '%G': found.group,
      '%a': found.mode.toString(8),
    };
    return says(`${values[argv[2] ?? '']}\n`);
  }
  if (argv[0] === 'getent') {
    const members = model.groups[path];
    return members === undefined ? says('', 2) : says(`${path}:x:999:${members.join(',')}\n`);
  }
  if (argv[0] === 'id')
    return says(
      Object.keys(model.groups)
        .filter((name) => model.groups[name]?.includes(path))
        .join(' '),
    );
  if (argv[0] === 'cat') return says(model.files[last(argv)]?.content ?? '');
  if (argv[0] === 'ls') return found === undefined ? fails('no such file', 2) : says(`${path}\n`);
  // find DIRECTORY ! -user USER
  if (argv[0] === 'find') {
    const below = Object.entries(model.files).filter(([one]) => `${one}/`.startsWith(`${argv[1]}/`));
    return says(below.flatMap(([one, { owner }]) => (owner === path ? [] : [`${one}\n`])).join(''));
  }
  if (line.includes('context ls')) return says(`\n${model.context.name}\n`);
  if (argv[0] === 'systemctl') {
    const [question = '', ...units] = argv.slice(1).filter((word) => word !== '--user');
    const words = units.map((unit) => {
      const { active = 'inactive', enabled = 'disabled' } = model.units[unit] ?? {};
      if (question === 'is-enabled') return enabled;
      return question === 'is-failed' && active !== 'failed' ? 'inactive' : active;
    });
    return says(`${words.join('\n')}\n`);
  }
  return fails(`the model does not know ${line}`);
};

const change = (model: Mutable, argv: Argv, input = ''): CommandOutput => {
  const [program, ...args] = argv;
  const path = last(argv);
  const found = model.files[path];
  const set = (more: Partial<ModelFile>): CommandOutput => {
    if (found === undefined) return fails('no such file');
    model.files[path] = { ...found, ...more };
    return OK;
  };
  switch (program) {
    case 'install':
      return install(model, args);
    case 'dd':
      return write(model, args[0]?.replace('of=', '') ?? '', input);
    case 'sync':
      return OK;
    case 'sysctl': {
      const [key = '', value = ''] = path.split('=');
      const place = `/proc/sys/${key.replaceAll('.', '/')}`;
      if (model.files[place] !== undefined) model.files[place] = file(value);
      return OK;
    }
    case 'modprobe':
      if (args[0] === '-r') delete model.files[`/sys/module/${path}`];
      else model.files[`/sys/module/${path}`] = file('', { type: 'directory' });
      return OK;
    case 'ln':
      model.files[path] = file(args.at(-2) ?? '', { type: 'symlink', mode: 0o777 });
      return OK;
    case 'unlink':
      if (found === undefined) return fails('no such file');
      delete model.files[path];
      return OK;
    case '/usr/bin/nvidia-ctk':
      model.files[path.replace('--output=', '')] = file('written anew');
      return OK;
    case 'find':
      return deleteIfEmpty(model, args[4] ?? '');
    case 'cp':
    case 'mv': {
      const from = args.at(-2) ?? '';
      const source = model.files[from];
      if (source === undefined) return fails('no such file');
      if (!isDirectory(model, path.slice(0, path.lastIndexOf('/')))) return fails('no such directory');
      if (args.includes('--attributes-only')) return copyRights(model, from, path);
      if (source.type === 'directory' && found !== undefined && found.type !== 'directory')
        return fails('cannot overwrite a non-directory with a directory');
      model.files[path] = source;
      if (program === 'mv') delete model.files[from];
      return OK;
    }
    case 'rm':
      if (args[0]?.startsWith('-') && args[0] !== '--') {
        for (const one of args.flatMap((each) => below(model, each))) delete model.files[one];
        return OK;
      }
      if (found === undefined) return fails('no such file');
      delete model.files[path];
      return OK;
    case 'rmdir':
      if (found === undefined) return fails('no such file');
      delete model.files[path];
      return OK;
    case 'chown': {
      const [owner = '', group = ''] = (args.at(-2) ?? '').split(':');
      if (args[0] === '-R')
        for (const one of below(model, path))
          model.files[one] = { ...(model.files[one] ?? file()), owner, group };
      return set({ owner, group });
    }
    case 'chgrp':
      return set({ group: args[0] ?? '' });
    case 'chmod':
      if (args[0] === 'u+x') return set({ mode: (found?.mode ?? 0) | 0o100 });
      if (args[0] === 'u-x') return set({ mode: (found?.mode ?? 0) & ~0o100 });
      return set({ mode: Number.parseInt(args[0] ?? '', 8) });
    case 'groupadd':
      if (model.groups[path] !== undefined) return fails('it exists');
      model.groups[path] = [];
      return OK;
    case 'groupdel':
      delete model.groups[path];
      return OK;
    case 'gpasswd':
      model.groups[path] = (model.groups[path] ?? []).filter((member) => member !== args[1]);
      return OK;
    case 'usermod':
      return usermod(model, args);
    case 'kill': {
      const was = model.processes[Number(path)];
      if (was === undefined) return fails('no such process');
      model.processes[Number(path)] = { ...was, state: args[0] === '-STOP' ? 'T' : 'S' };
      return OK;
    }
    case 'docker': {
      if (args[0] === 'buildx') {
        model.files['/home/ada/.docker/buildx/current'] = file('{}', { owner: 'ada', group: 'ada' });
        return OK;
      }
      const gone = /id=\^\((.*)\)\$/.exec(argv.join(' '))?.[1]?.split('|') ?? [path];
      if (args.includes('rm') || args.includes('prune')) {
        model.kept = Object.fromEntries(
          Object.entries(model.kept ?? {}).filter(([id]) => !gone.includes(id)),
        );
        return OK;
      }
      model.context = { name: path };
      return OK;
    }
    case 'loginctl': {
      const place = `/var/lib/systemd/linger/${path}`;
      if (args[0] === 'enable-linger') model.files[place] = file();
      else delete model.files[place];
      return OK;
    }
    case 'systemctl':
      return systemctl(model, args);
    case 'podman':
    case '/usr/bin/dockerd':
      return OK;
    case 'env':
      // An installed package is there by its program.
      if (args.includes('install')) model.files['/usr/sbin/dockerd'] = file('', { mode: 0o755 });
      if (args.includes('remove')) delete model.files['/usr/sbin/dockerd'];
      return OK;
    default:
      return fails(`the model does not know ${argv.join(' ')}`);
  }
};

const below = ({ files }: Model, path: string): readonly string[] =>
  Object.keys(files).filter((one) => `${one}/`.startsWith(`${path}/`));

/** Content is neither taken nor given. */
const copyRights = (model: Mutable, from: string, to: string): CommandOutput => {
  for (const one of below(model, from)) {
    const { type, mode, owner, group } = model.files[one] ?? file();
    const place = `${to}${one.slice(from.length)}`;
    model.files[place] = { type, mode, owner, group, content: model.files[place]?.content ?? '' };
  }
  return OK;
};

const install = ({ files }: Mutable, args: readonly string[]): CommandOutput => {
  const mode = Number.parseInt(args[args.indexOf('-m') + 1] ?? '', 8);
  const path = args.at(-1) ?? '';
  if (!args.includes('-d')) files[path] = file('', { mode });
  else
    for (const one of args.slice(args.indexOf('-m') + 2))
      files[one] ??= file('', { type: 'directory', mode });
  return OK;
};

/** dd keeps all but the content. */
const write = ({ files }: Mutable, path: string, content: string): CommandOutput => {
  files[path] = { ...(files[path] ?? file()), content };
  return OK;
};

const deleteIfEmpty = ({ files }: Mutable, path: string): CommandOutput => {
  const isEmpty = Object.keys(files).every((one) => !one.startsWith(`${path}/`));
  if (files[path]?.type === 'directory' && isEmpty) delete files[path];
  return OK;
};

const usermod = (model: Mutable, args: readonly string[]): CommandOutput => {
  const user = args.at(-1) ?? '';
  if (args[0] === '-aG') {
    const group = args[1] ?? '';
    model.groups[group] = [...(model.groups[group] ?? []), user];
    return OK;
  }
  const [, kind = ''] = /^--add-(subuid|subgid)s$/.exec(args[0] ?? '') ?? [];
  const path = `/etc/${kind}`;
  const found = model.files[path];
  if (found === undefined) return fails('no such file');
  model.files[path] = { ...found, content: `${found.content}${user}:${args[1]}\n` };
  return OK;
};

const systemctl = (model: Mutable, args: readonly string[]): CommandOutput => {
  const [action = '', ...units] = args.filter((word) => word !== '--user');
  for (const unit of units) {
    const was = model.units[unit] ?? { active: 'inactive', enabled: 'disabled' };
    if ((action === 'start' || action === 'enable') && was.enabled === 'masked') return fails('it is masked');
    model.units[unit] = { ...was, ...EFFECTS[action] };
    if (unit === 'podman.service') engine(model, action);
  }
  return OK;
};

/** An engine makes its socket and its pid file, and takes the latter alone away when it stops. */
const engine = ({ files }: Mutable, action: string): void => {
  const mine = file('4711');
  if (action === 'start') {
    files['/run/dir.sock'] ??= file('', { type: 'socket', mode: 0o660 });
    files['/run/docker.pid'] ??= mine;
  }
  if (action === 'stop' && files['/run/docker.pid']?.content === mine.content)
    delete files['/run/docker.pid'];
};

const EFFECTS: Readonly<Record<string, { readonly active?: string; readonly enabled?: string }>> = {
  start: { active: 'active' },
  restart: { active: 'active' },
  stop: { active: 'inactive' },
  'reset-failed': { active: 'inactive' },
  enable: { enabled: 'enabled' },
  disable: { enabled: 'disabled' },
  mask: { enabled: 'masked' },
  unmask: { enabled: 'disabled' },
};
