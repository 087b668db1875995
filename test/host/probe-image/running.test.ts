/** The programs run for real: bare, and alone in the root that their own archive unpacks to. */
import { execFileSync, spawnSync } from 'node:child_process';
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
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  PROBE_PATH,
  type ProbeArchitecture,
  probeProgram,
  probeRootFilesystem,
} from '#host/probe-image/probe-image';

const GREETING = 'dockmedic-probe 1\n';
const FAREWELL = 'dockmedic-probe end\n';
const onLinux = platform() === 'linux';
const emulator = findEmulator();
const chroot = findChroot();

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
    const program = join(folder, 'probe');
    writeFileSync(program, probeProgram(architecture), { mode: 0o755 });
    expect(run([...emulation(architecture), program])).toEqual({
      status: 0,
      stdout: `${GREETING}${resolvConfOfThisMachine()}${FAREWELL}`,
      stderr: '',
    });
  });

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

function emulation(architecture: ProbeArchitecture): readonly string[] {
  return arch() === architecture || emulator === undefined ? [] : [emulator];
}

function unpack(architecture: ProbeArchitecture): void {
  execFileSync('tar', ['-x', '-C', folder], { input: probeRootFilesystem(architecture) });
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
