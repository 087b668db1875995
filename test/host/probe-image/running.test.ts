/** The programs run for real: bare, and alone in the root that their own archive unpacks to. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import {
  accessSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  PROBE_PATH,
  type ProbeArchitecture,
  probeProgram,
  probeRootFilesystem,
} from '#host/probe-image/probe-image';
import type { ProbeTask } from '#host/probe-image/program';
import { parseProbeOutput } from '#parse/probe-output';
import { QUIET_TASK, SAMPLE_TASK } from './sample-task.ts';

const GREETING = 'dockmedic-probe 1\n';
const SEEN_NOTHING = 'dockmedic-probe routes\ndockmedic-probe asked\ndockmedic-probe neighbours\n';
const FAREWELL = `${SEEN_NOTHING}dockmedic-probe end\n`;
const onLinux = platform() === 'linux';
const emulator = findEmulator();
const chroot = findChroot();
const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? undefined : 'needs root for its port';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dockmedic-probe-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe.each<ProbeArchitecture>(['x64', 'arm64'])('the %s program', (architecture) => {
  const obstacle = whyNotRun(architecture);
  const rootObstacle =
    obstacle ?? (chroot === undefined ? 'needs chroot as root or by unshare -r' : undefined);

  it.runIf(obstacle === undefined)(titled('copies the resolv.conf of this machine', obstacle), () => {
    const { status, stdout, stderr } = run(bare(architecture, QUIET_TASK));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.startsWith(`${GREETING}${resolvConfOfThisMachine()}dockmedic-probe routes\nIface`)).toBe(
      true,
    );
    const routes = readFileSync('/proc/self/net/route', 'utf8');
    expect(stdout).toContain(`${routes}dockmedic-probe asked\ndockmedic-probe neighbours\nIP address`);
  });

  it.runIf(obstacle === undefined)(titled('hears that nobody listens, and asks no more', obstacle), () => {
    const { stdout } = run(
      bare(architecture, { ...SAMPLE_TASK, references: ['127.0.0.76'], listens: false }),
    );
    expect(parseProbeOutput(stdout).network?.asked).toContainEqual({
      address: '127.0.0.76',
      outcome: { kind: 'refused', errno: 'ECONNREFUSED' },
    });
  });

  it.runIf(obstacle === undefined && isRoot)(
    titled('hands on what a name server answers', obstacle ?? needsRoot),
    async () => {
      const server = createSocket('udp4');
      const asked: string[] = [];
      // The first question gets lost.
      server.on('message', (query, { port, address }) => {
        asked.push(query.toString('hex'));
        if (asked.length > 1) server.send(Buffer.concat([query, Buffer.alloc(500)]), port, address);
      });
      await new Promise<void>((resolve) => server.bind(53, '127.0.0.77', resolve));
      const task = { ...SAMPLE_TASK, references: ['127.0.0.77'], listens: false };
      const { stdout } = await runMeanwhile(bare(architecture, task));
      server.close();
      const question = Buffer.from(SAMPLE_TASK.query ?? []).toString('hex');
      expect(asked).toEqual([question, question]);
      expect(parseProbeOutput(stdout).network?.asked).toContainEqual({
        address: '127.0.0.77',
        outcome: { kind: 'reply', bytes: Uint8Array.from(Buffer.from(question, 'hex').subarray(0, 12)) },
      });
    },
  );

  it.runIf(obstacle === undefined && isRoot)(
    titled('says its word to a caller, and ends when the caller hangs up', obstacle ?? needsRoot),
    async () => {
      const startedMs = performance.now();
      const running = runMeanwhile(bare(architecture, { references: [], listens: true }));
      expect(await callUntilAnswered()).toBe(GREETING);
      const { status, stdout } = await running;
      expect(status).toBe(0);
      expect(performance.now() - startedMs).toBeLessThan(1400);
      expect(parseProbeOutput(stdout).network).toMatchObject({ listened: true, asked: [] });
    },
  );

  it.runIf(rootObstacle === undefined)(
    titled(
      'asks the name servers with IPv4 addresses that its resolv.conf names, eleven beside the ear',
      rootObstacle,
    ),
    () => {
      const lines = [
        '# nameserver 127.0.0.2',
        ' nameserver 127.0.0.3',
        'nameserver ::1',
        'nameserver fe80::1%eth0',
        'nameserver 127.0.0',
        'nameserver\t127.0.0.4 ',
        'search example.com',
        '',
        ...Array.from({ length: 20 }, (_, index) => `nameserver 127.0.1.${index + 1}`),
      ];
      unpack(architecture, { ...SAMPLE_TASK, listens: false });
      mkdirSync(join(folder, 'etc'));
      writeFileSync(join(folder, 'etc/resolv.conf'), lines.join('\n'));
      const { asked } = parseProbeOutput(runInFolder(architecture).stdout).network ?? {};
      expect(asked?.map(({ address }) => address)).toEqual([
        '127.0.0.4',
        ...Array.from({ length: 11 }, (_, index) => `127.0.1.${index + 1}`),
      ]);
    },
  );

  it.runIf(rootObstacle === undefined)(titled('says that there is no resolv.conf', rootObstacle), () => {
    unpack(architecture);
    expect(runInFolder(architecture)).toEqual({
      status: 0,
      stdout: `${GREETING}no resolv.conf\n${FAREWELL}`,
      stderr: '',
    });
  });

  it.runIf(rootObstacle === undefined).each([0, 1, 1023, 1024, 1025, 100_000])(
    titled('copies a resolv.conf of %i bytes', rootObstacle),
    (size) => {
      unpack(architecture);
      const text = ''.padEnd(size, 'nameserver 192.0.2.1\n');
      mkdirSync(join(folder, 'etc'));
      writeFileSync(join(folder, 'etc/resolv.conf'), text);
      expect(runInFolder(architecture).stdout).toBe(`${GREETING}${text}${FAREWELL}`);
    },
  );

  it.runIf(rootObstacle === undefined)(
    titled('ends well when resolv.conf cannot be read', rootObstacle),
    () => {
      unpack(architecture);
      mkdirSync(join(folder, 'etc/resolv.conf'), { recursive: true });
      expect(runInFolder(architecture)).toEqual({ status: 0, stdout: `${GREETING}${FAREWELL}`, stderr: '' });
    },
  );
});

function titled(title: string, obstacle: string | undefined): string {
  return obstacle === undefined ? title : `${title} (cannot run here: ${obstacle})`;
}

function whyNotRun(architecture: ProbeArchitecture): string | undefined {
  if (!onLinux) return `needs Linux, this is ${platform()}`;
  if (arch() === architecture) return undefined;
  if (architecture === 'x64') return `needs an x64 machine, this is ${arch()}`;
  return emulator === undefined ? 'needs an arm64 machine or qemu-aarch64-static' : undefined;
}

function bare(architecture: ProbeArchitecture, task: ProbeTask): readonly string[] {
  const program = join(folder, 'probe');
  writeFileSync(program, probeProgram(architecture, task), { mode: 0o755 });
  return [...emulation(architecture), program];
}

function emulation(architecture: ProbeArchitecture): readonly string[] {
  return arch() === architecture || emulator === undefined ? [] : [emulator];
}

function unpack(architecture: ProbeArchitecture, task: ProbeTask = QUIET_TASK): void {
  execFileSync('tar', ['-x', '-C', folder], { input: probeRootFilesystem(architecture, task) });
}

/** The emulator is static, so a copy of it works inside of the root. */
function runInFolder(architecture: ProbeArchitecture) {
  const inside = emulation(architecture).map((path) => {
    copyFileSync(path, join(folder, 'emulator'));
    return '/emulator';
  });
  return run([...(chroot ?? []), folder, ...inside, PROBE_PATH]);
}

function run(argv: readonly string[]) {
  const [command = '', ...args] = argv;
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Beside servers of this very process, which `spawnSync` would hold up. */
async function runMeanwhile([command = '', ...args]: readonly string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { stdout: await text(child.stdout), status: await ended };
}

async function callUntilAnswered(): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const said = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: 1 });
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data.toString());
      });
      socket.once('error', () => resolve(''));
    });
    if (said !== '') return said;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return '';
}

function resolvConfOfThisMachine(): string {
  try {
    return readFileSync('/etc/resolv.conf', 'utf8');
  } catch {
    return 'no resolv.conf\n';
  }
}

function findEmulator(): string | undefined {
  return ['/usr/bin/qemu-aarch64-static', '/usr/local/bin/qemu-aarch64-static'].find(isExecutable);
}

function findChroot(): readonly string[] | undefined {
  const ways = [['chroot'], ['unshare', '-r', 'chroot']];
  return ways.find((way) => run([...way, '/', 'true']).status === 0);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
