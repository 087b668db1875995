import type { CheckRow, FindingRecord, FixOffer, RepairRecord, Report, UndoRecord } from '#core/report';

export const row = (id: string, title: string, more: Partial<CheckRow> = {}): CheckRow => ({
  id,
  title,
  category: id.split('/')[0] ?? id,
  status: 'ok',
  required: true,
  durationMs: 3,
  evidence: [{ source: 'GET /_ping', observed: '200 OK' }],
  findings: [],
  ...more,
});

export const finding = (code: string, more: Partial<FindingRecord> = {}): FindingRecord => ({
  code,
  severity: 'error',
  subject: 'unix:///var/run/docker.sock',
  message: 'There is no socket at /var/run/docker.sock, so no Docker client can reach the engine.',
  cause: 'The unit docker.service is installed but inactive (dead) since Tuesday 09:14.',
  consequence: 'Every docker command fails with "Cannot connect to the Docker daemon".',
  remedy: 'Start the Docker daemon, and look at why it was stopped.',
  params: {},
  fixes: [],
  ...more,
});

export const report = (checks: readonly CheckRow[], more: Partial<Report> = {}): Report => ({
  schemaVersion: 1,
  tool: { name: 'dockmedic', version: '0.1.0' },
  target: { kind: 'local', label: 'local' },
  platform: { os: 'linux', distribution: 'debian 12', kernel: '6.1.0', arch: 'x64' },
  startedAt: '2026-01-02T03:04:05.000Z',
  durationMs: 412,
  exitCode: 0,
  verdict: 'healthy',
  summary: summaryOf(checks),
  rootCauses: [],
  checks,
  fixes: [],
  ...more,
});

const summaryOf = (checks: readonly CheckRow[]): Report['summary'] => {
  const count = (status: CheckRow['status']) => checks.filter((one) => one.status === status).length;
  return {
    ok: count('ok'),
    warning: count('warning'),
    error: count('error'),
    skipped: count('skipped'),
    unverified: count('unverified'),
  };
};

const NOT_APPLICABLE = { kind: 'not-applicable', text: 'This machine has no NVIDIA hardware.' } as const;

const healthyRows: readonly CheckRow[] = [
  row('access/socket', 'Docker socket is reachable'),
  row('access/group-membership', 'This user may use the socket', { durationMs: 1 }),
  row('engine/daemon-health', 'Docker daemon runs well', { durationMs: 41 }),
  row('engine/container-round-trip', 'A container can be run', { durationMs: 1310 }),
  row('act/compatibility', 'act and the engine fit together', { required: false }),
  row('storage/disk-space', 'Disks have room for containers', { durationMs: 12 }),
  row('network/dns', 'Names can be looked up', { durationMs: 28 }),
  row('gpu/nvidia-toolkit', 'Containers can use the NVIDIA GPU', {
    status: 'skipped',
    evidence: [],
    reason: NOT_APPLICABLE,
    durationMs: 0,
  }),
  row('security/selinux', 'SELinux lets containers work', {
    status: 'skipped',
    evidence: [],
    reason: { kind: 'not-applicable', text: 'This kernel runs without SELinux.' },
    durationMs: 0,
  }),
];

export const healthy: Report = report(healthyRows);

export const startDocker: FixOffer = {
  id: 'start-docker',
  title: 'Start the Docker daemon',
  risk: 'safe',
  privilege: 'root',
  undoable: true,
  manual: false,
  notes: ['The unit failed five times in a row; its counter is reset first.'],
  resolves: [{ check: 'access/socket', code: 'sock-missing' }],
  steps: [
    {
      kind: 'exec',
      shows: 'systemctl reset-failed docker.service',
      privilege: 'root',
      why: 'systemd refuses to start a unit that failed too often.',
    },
    {
      kind: 'service',
      shows: 'systemctl start docker.service',
      privilege: 'root',
      why: 'The daemon listens on the socket as soon as it runs.',
      undo: 'systemctl stop docker.service',
    },
  ],
};

export const repairDaemonJson: FixOffer = {
  ...startDocker,
  id: 'repair-daemon-json',
  title: 'Repair /etc/docker/daemon.json and restart the engine',
  risk: 'disruptive',
  notes: [],
  resolves: [{ check: 'engine/daemon-health', code: 'djson-invalid' }],
  steps: [
    {
      kind: 'exec',
      shows: "install -m 0644 /dev/stdin /etc/docker/daemon.json < '/tmp/dockmedic daemon.json'",
      privilege: 'root',
      why: 'A comma stands before the closing brace, which JSON does not allow.',
      undo: 'cp /etc/docker/daemon.json.before /etc/docker/daemon.json',
      diff: [
        '--- /etc/docker/daemon.json',
        '+++ /etc/docker/daemon.json',
        '@@ -1,4 +1,4 @@',
        ' {',
        '   "log-driver": "local",',
        '-  "live-restore": true,',
        '+  "live-restore": true',
        ' }',
        '',
      ].join('\n'),
    },
    {
      kind: 'service',
      shows: 'systemctl restart docker.service',
      privilege: 'root',
      why: 'The daemon reads the file when it starts; containers without live-restore stop meanwhile.',
    },
  ],
};

export const pruneVolume: FixOffer = {
  ...startDocker,
  id: 'remove-volume',
  title: 'Delete the unused volume build-cache',
  risk: 'destructive',
  privilege: 'user',
  undoable: false,
  notes: ['It holds 41 GB and no container uses it.'],
  resolves: [{ check: 'storage/disk-space', code: 'disk-build-cache' }],
  steps: [
    {
      kind: 'exec',
      shows: 'docker volume rm build-cache',
      privilege: 'user',
      why: 'It takes 41 GB of the 50 GB that the data root has.',
    },
  ],
};

export const installByHand: FixOffer = {
  ...startDocker,
  id: 'install-engine',
  title: 'Install the Docker Engine',
  manual: true,
  notes: [],
  steps: [
    {
      kind: 'manual',
      shows: 'Follow https://docs.docker.com/engine/install/debian/ for Debian 12.',
      privilege: 'root',
      why: 'No engine is installed on this machine.',
    },
  ],
};

const root = finding('sock-missing', {
  fixes: ['start-docker'],
  docs: 'https://docs.docker.com/engine/daemon/',
});

const blocked = (id: string, title: string): CheckRow =>
  row(id, title, {
    status: 'unverified',
    evidence: [],
    reason: { kind: 'unavailable', text: 'The engine did not answer, so nothing could be asked of it.' },
    blockedBy: { check: 'access/socket', code: 'sock-missing' },
  });

/** One root cause, with echoes of both kinds. */
export const oneRoot: Report = report(
  healthyRows.map((one) => {
    switch (one.id) {
      case 'access/socket':
        return row(one.id, one.title, {
          status: 'error',
          evidence: [
            { source: 'lstat /var/run/docker.sock', observed: 'ENOENT' },
            { source: 'systemctl show docker.service', observed: 'ActiveState=inactive SubState=dead' },
          ],
          findings: [root],
        });
      case 'engine/daemon-health':
        return row(one.id, one.title, {
          status: 'error',
          findings: [
            finding('daemon-unreachable', {
              causedBy: 'sock-missing',
              message: 'The daemon does not answer.',
            }),
          ],
        });
      case 'engine/container-round-trip':
      case 'network/dns':
        return blocked(one.id, one.title);
      default:
        return one;
    }
  }),
  {
    verdict: 'findings',
    exitCode: 1,
    rootCauses: [{ check: 'access/socket', code: 'sock-missing', subject: root.subject }],
    nextAction: {
      text: 'Start the Docker daemon',
      fix: 'start-docker',
      command: 'dockmedic fix start-docker',
    },
    fixes: [startDocker],
  },
);

/** Two independent faults, and several fixes for one of them. */
export const twoRoots: Report = {
  ...oneRoot,
  checks: oneRoot.checks.map((one) =>
    one.id === 'storage/disk-space'
      ? row(one.id, one.title, {
          status: 'warning',
          durationMs: 12,
          evidence: [{ source: 'docker system df', observed: 'build cache 41 GB of 50 GB' }],
          findings: [
            finding('disk-build-cache', {
              severity: 'warning',
              subject: 'volume build-cache',
              message: 'The build cache takes 41 GB of the 50 GB under /var/lib/docker.',
              fixes: ['remove-volume', 'repair-daemon-json', 'install-engine'],
            }),
          ],
        })
      : one,
  ),
  summary: { ...oneRoot.summary, warning: 1, ok: oneRoot.summary.ok - 1 },
  rootCauses: [
    ...oneRoot.rootCauses,
    { check: 'storage/disk-space', code: 'disk-build-cache', subject: 'volume build-cache' },
  ],
  fixes: [startDocker, pruneVolume, repairDaemonJson, installByHand],
};

/** Nothing found, but the deadline passed on something required. */
export const inconclusive: Report = report(
  healthyRows.map((one) =>
    one.id === 'engine/daemon-health'
      ? row(one.id, one.title, {
          status: 'unverified',
          evidence: [],
          durationMs: 5000,
          reason: { kind: 'deadline', text: 'GET /info had no answer after 5.0 s.' },
        })
      : one,
  ),
  {
    verdict: 'inconclusive',
    exitCode: 3,
    interrupted: 'deadline',
    nextAction: { text: 'Look again with more time', command: 'dockmedic --timeout 30' },
  },
);

export const partial: Report = report(healthyRows.slice(0, 2), {
  verdict: 'partial',
  selection: { asked: 2, of: 9 },
});

/** Text from a host that is long, wide, combining, right-to-left, or already made harmless. */
export const hostile: Report = report(
  [
    row('access/socket', '容器主机的套接字可以访问并且没有任何问题コンテナホストのソケットに到達できます', {
      status: 'error',
      findings: [
        finding('sock-missing', {
          subject: '/データ/ルート/とても長い名前のディレクトリ/docker.sock',
          message:
            'ソケット /データ/ルート/とても長い名前のディレクトリ/docker.sock が見つかりません。デーモンを起動してください。',
          cause: `e\u0301le\u0300ve \\x1b[31mred\\x1b[0m \\u202e ${'x'.repeat(150)}`,
          consequence: '👩‍👩‍👧‍👦 family, 🇩🇪 flag, ❤️ heart',
        }),
      ],
      evidence: [
        { source: 'cat /データ', observed: '\\x1b]0;owned\\x07 一二三四五六七八九十一二三四五六七八九十' },
      ],
    }),
    row('network/dns', 'e\u0301'.repeat(90)),
  ],
  {
    verdict: 'findings',
    rootCauses: [
      {
        check: 'access/socket',
        code: 'sock-missing',
        subject: '/データ/ルート/とても長い名前のディレクトリ/docker.sock',
      },
    ],
    nextAction: { text: 'デーモンを起動してください'.repeat(4) },
  },
);

export const proved: RepairRecord = {
  fix: 'start-docker',
  state: 'verified',
  text: 'The Docker daemon was started, and the fault is gone.',
  steps: [],
  provedBy: {
    check: 'access/socket',
    status: 'ok',
    evidence: [{ source: 'GET /_ping', observed: '200 OK, API 1.47' }],
  },
};

export const stillThere: RepairRecord = {
  fix: 'start-docker',
  state: 'unverified',
  text: 'The steps were carried out, but the finding is still there.',
  steps: [{ shows: 'systemctl start docker.service', outcome: 'exit 1: Job failed', ok: false }],
  provedBy: {
    check: 'access/socket',
    status: 'error',
    evidence: [{ source: 'lstat /var/run/docker.sock', observed: 'ENOENT' }],
  },
};

export const undoPlan = {
  run: '20261122T055019Z-3f2a',
  fix: 'start-docker',
  title: 'Start the Docker daemon',
  state: 'planned',
  text: '',
  steps: [
    {
      takesBack: 'systemctl start docker.service',
      shows: ['systemctl stop docker.service'],
      privilege: 'root',
      outcome: 'not run',
      ok: true,
    },
    {
      takesBack: 'systemctl reset-failed docker.service',
      shows: [],
      privilege: 'user',
      outcome: 'it left nothing to take back',
      ok: true,
    },
  ],
} as const satisfies UndoRecord;
