import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { Doctor } from './doctor.ts';
import { Engine } from './engine.ts';
import { type Identity, Lab, whyNoLab } from './lab.ts';
import { finish } from './spawned.ts';
import { addUser, beforeMembership } from './users.ts';

const OPENING_MS = 60_000;
const BUILT = fileURLToPath(new URL('../../../dist/bin.js', import.meta.url));

/** A lab with a healthy engine, three kinds of users and the built program: where every engine test begins. */
export interface Bench {
  readonly lab: Lab;
  readonly engine: Engine;
  readonly doctor: Doctor;
  /** In group docker, with a session that knows it. */
  readonly member: Identity;
  /** The same user in a session that does not know it yet. */
  readonly earlyMember: Identity;
  readonly outsider: Identity;
}

async function openBench(): Promise<Bench> {
  const lab = await Lab.open();
  const engine = new Engine(lab);
  await engine.start();
  const member = await addUser(lab, 'member', ['docker']);
  const outsider = await addUser(lab, 'outsider');
  const doctor = await Doctor.install(lab, engine, BUILT);
  return { lab, engine, doctor, member, earlyMember: beforeMembership(member), outsider };
}

/** Why the engine tests cannot run here; `undefined` when they can. */
async function whyNoBench(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'not Linux';
  if (process.getuid?.() !== 0) return 'not root';
  for (const tool of ['dockerd', 'containerd', 'nsenter', 'setpriv', 'useradd', 'ip', 'service', 'sudo']) {
    if (!(await isInstalled(tool))) return `${tool} is not installed (sh scripts/install-engines.sh)`;
  }
  const built = await access(BUILT).then(
    () => true,
    () => false,
  );
  return built ? whyNoLab() : 'dist/bin.js is not built';
}

async function isInstalled(tool: string): Promise<boolean> {
  const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const found = await finish(['sh', '-c', `command -v ${tool}`], { env: { PATH } });
  return found.exitCode === 0;
}

/**
 * A group of tests on one bench, opened before and closed after them. Where there can be no engine, the group is shown
 * as skipped with its reason; with `DOCKMEDIC_REQUIRE_ENGINE=1` (in CI) it fails instead.
 */
export async function describeOnEngine(title: string, declare: (bench: () => Bench) => void): Promise<void> {
  const reason = await whyNoBench();
  if (reason !== undefined) return declareAbsence(title, reason);
  describe(title, () => {
    let bench: Bench | undefined;
    beforeAll(async () => {
      bench = await openBench();
    }, OPENING_MS);
    afterEach(async ({ task }) => {
      // A test that failed half-way may leave its fault in place: the next one begins on a new bench.
      if (task.result?.state !== 'fail') return;
      await bench?.lab.close();
      bench = await openBench();
    }, OPENING_MS);
    afterAll(() => bench?.lab.close(), OPENING_MS);
    declare(() => {
      if (bench === undefined) throw new Error('The bench is not open yet');
      return bench;
    });
  });
}

function declareAbsence(title: string, reason: string): void {
  const isRequired = process.env['DOCKMEDIC_REQUIRE_ENGINE'] === '1';
  if (!isRequired)
    return void describe.skip(`${title} (no engine: ${reason})`, () =>
      test('needs an engine', () => undefined));
  test(title, () => {
    throw new Error(`DOCKMEDIC_REQUIRE_ENGINE is set, but ${reason}`);
  });
}
