import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, describeOnEngine } from './support/bench.ts';
import { type Cure, expectCure, repairOf } from './support/cures.ts';
import { inBrief } from './support/doctor.ts';
import { type Daemon, PID_FILE, SOCKET } from './support/engine.ts';
import { filesOf } from './support/snapshot.ts';
import { until } from './support/spawned.ts';

const answers = async ({ engine }: Bench): Promise<void> => expect(await engine.answers()).toBe(true);

/** The number of a dead dockerd has gone to somebody else, whom dockerd takes for itself. */
const foreignPidFile = async ({ engine, lab }: Bench): Promise<void> => {
  await engine.stop();
  await lab.shell('setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $! >"$1"', [PID_FILE]);
};

const frozen = (daemon: Daemon, code: string, provedBy: string): Cure => ({
  name: `${daemon} was stopped by a signal`,
  fix: 'resume-daemon',
  code,
  inject: ({ engine }) => engine.freeze(daemon),
  plan: [
    /# kill -CONT \d+/,
    /undo: kill -STOP \d+/,
    `${daemon} (process `,
    'risk: safe, as root, can be undone',
  ],
  provedBy,
  proven: answers,
});

const cures: readonly Cure[] = [
  frozen('dockerd', 'sock-hung', 'access/socket'),
  frozen('containerd', 'containerd-hung', 'engine/daemon-health'),
  {
    name: 'the engine is stopped',
    fix: 'start-docker',
    code: 'sock-missing',
    inject: ({ engine }) => engine.stop(),
    plan: ['# service docker start', 'undo: service docker stop', 'risk: safe, as root, can be undone'],
    provedBy: 'access/socket',
    proven: answers,
  },
  {
    name: 'the engine was killed and left its socket and pid file',
    fix: 'start-docker',
    code: 'sock-stale-refused',
    inject: ({ engine }) => engine.kill(),
    plan: ['# service docker start'],
    provedBy: 'access/socket',
    proven: answers,
  },
  {
    name: 'the pid file names a process that lives and is no engine',
    fix: 'remove-stale-pid-file',
    code: 'daemon-pidfile-stale',
    inject: foreignPidFile,
    plan: [
      `# rm ${PID_FILE}`,
      `undo: put back the copy of ${PID_FILE} `,
      '# service docker start',
      'risk: safe, as root, can be undone',
    ],
    provedBy: 'engine/daemon-health',
    proven: async (bench) => {
      await answers(bench);
      expect(await bench.lab.pidsOf('sleep'), 'the other process is let alone').toHaveLength(1);
    },
    mend: async ({ lab }) => lab.signal('TERM', await lab.pidsOf('sleep')),
  },
  {
    name: 'an empty directory stands at the path of the socket',
    fix: 'remove-socket-directory',
    code: 'sock-is-directory',
    inject: async ({ engine, lab }) => {
      await engine.stop();
      await lab.must(['mkdir', SOCKET]);
    },
    plan: [`# rmdir ${SOCKET}`, `undo: put back the copy of ${SOCKET} `, '# service docker start'],
    provedBy: 'access/socket',
    proven: answers,
  },
];

await describeOnEngine('a fix of the engine', (bench) => {
  for (const cure of cures) {
    test(`${cure.fix}: ${cure.name}`, () => expectCure(cure, bench()));
  }

  test('remove-socket-directory: a directory that holds something stays as it is', async () => {
    const { doctor, engine, lab } = bench();
    await engine.stop();
    await lab.write(`${SOCKET}/kept`, 'precious\n');
    const before = await filesOf(lab);
    const run = await doctor.run(['fix', 'remove-socket-directory', '--yes', '--json']);
    expect(run.exitCode, inBrief(run)).toBe(4);
    expect(repairOf(run), inBrief(run)).toMatchObject({ state: 'refused', steps: [] });
    expect(await filesOf(lab)).toBe(before);
    await lab.must(['rm', '-r', SOCKET]);
    await engine.start();
  });
});

await describeOnEngine('fix restart-docker', (bench) => {
  beforeEach(async () => {
    const { engine, lab } = bench();
    await engine.stop();
    await lab.shell('ln -s "$1/program/node" "$1/program/dockerd"; cp "$2" "$1/program/hung-engine.mjs"', [
      lab.folder,
      new URL('./support/hung-engine.mjs', import.meta.url).pathname,
    ]);
    await lab.shell('setsid "$1/program/dockerd" "$1/program/hung-engine.mjs" </dev/null >/dev/null 2>&1 &', [
      lab.folder,
    ]);
    await until(() => lab.exists(SOCKET), 5_000);
  });
  afterEach(async () => {
    const { engine, lab } = bench();
    await engine.stop();
    await lab.must(['rm', '-f', `${lab.folder}/program/dockerd`]);
  });

  test('is refused with --yes alone, because it interrupts', async () => {
    const { doctor, lab } = bench();
    const before = await filesOf(lab);
    for (const risk of [[], ['--max-risk', 'safe']]) {
      const run = await doctor.run(['fix', 'restart-docker', '--yes', ...risk, '--json']);
      expect(run.exitCode, inBrief(run)).toBe(4);
      expect(repairOf(run), inBrief(run)).toMatchObject({ state: 'refused', steps: [] });
      expect(repairOf(run).text).toContain('It is disruptive; at most safe was allowed');
    }
    expect(await filesOf(lab)).toBe(before);
  });

  test('is applied with --max-risk disruptive, and the engine answers', async () => {
    const { doctor, engine } = bench();
    const shown = await doctor.run(['fix', 'sock-hung', '--dry-run', '--json']);
    expect(shown.stderr).toContain('# service docker restart');
    expect(shown.stderr).toContain('risk: disruptive, as root, cannot be undone in full');
    expect(shown.stderr).toContain('running containers stop');
    const run = await doctor.run(['fix', 'sock-hung', '--yes', '--max-risk', 'disruptive', '--json']);
    expect(repairOf(run), inBrief(run)).toMatchObject({
      fix: 'restart-docker',
      state: 'verified',
      provedBy: { check: 'access/socket' },
    });
    expect(run.exitCode, inBrief(run)).toBe(0);
    expect(await engine.answers()).toBe(true);
  });
});

await describeOnEngine('a fix that fails in the middle', (bench) => {
  const SCRIPT = '/etc/init.d/docker';
  beforeEach(async () => {
    await foreignPidFile(bench());
    await bench().lab.must(['cp', '-p', SCRIPT, '/etc/init.d/.docker-of-the-package']);
  });
  afterEach(async () => {
    const { lab, engine } = bench();
    await lab.must(['mv', '/etc/init.d/.docker-of-the-package', SCRIPT]);
    await lab.signal('TERM', await lab.pidsOf('sleep'));
    await engine.stop();
    await engine.start();
  });

  test('takes back the steps before', async () => {
    const { doctor, lab } = bench();
    await lab.write(SCRIPT, '#!/bin/sh\n[ "$1" = stop ] && exit 0\necho "no engine today" >&2\nexit 1\n');
    const before = await filesOf(lab);
    const run = await doctor.run(['fix', 'remove-stale-pid-file', '--yes', '--json']);
    expect(run.exitCode, inBrief(run)).toBe(4);
    expect(repairOf(run), inBrief(run)).toMatchObject({
      state: 'rolled-back',
      steps: [
        { shows: `rm ${PID_FILE}`, outcome: 'done, then taken back' },
        { shows: 'service docker start', ok: false },
      ],
    });
    expect(repairOf(run).text).toContain('no engine today');
    expect(await filesOf(lab)).toBe(before);
  });

  test('an interruption takes them back too', async () => {
    const { doctor, lab } = bench();
    await lab.write(SCRIPT, '#!/bin/sh\n[ "$1" = stop ] && exit 0\nsleep 2\nexit 1\n');
    const before = await filesOf(lab);
    const running = await doctor.start(['fix', 'remove-stale-pid-file', '--yes', '--json']);
    await until(async () => !(await lab.exists(PID_FILE)), 10_000, 10);
    await running.interrupt('SIGINT');
    const { exitCode, stdout } = await running.finished;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 130, repairs: [{ state: 'rolled-back' }] });
    expect(await filesOf(lab)).toBe(before);
    expect(await doctor.processesLeft()).toEqual([]);
  });
});
