import { describe, expect, it, test } from 'vitest';
import type { CheckRow, FindingRecord, FixOffer, Report } from '#core/report';
import { renderJson } from '#report/json';
import { renderPlan } from '#report/plan';
import { renderText } from '#report/text';
import { summaryText, verdictText } from '#report/words';

const row = (id: string, title: string, more: Partial<CheckRow> = {}): CheckRow => ({
  id,
  title,
  category: id.slice(0, id.indexOf('/')),
  status: 'ok',
  required: true,
  durationMs: 12,
  evidence: [{ source: `asked for ${id}`, observed: 'answered' }],
  findings: [],
  ...more,
});

const diskFull: FindingRecord = {
  code: 'disk-data-root-full',
  severity: 'error',
  subject: '/var/lib/docker',
  message: '/var/lib/docker is full: 99 % of 50 GB used.',
  cause: 'Images, containers or their logs took all of the file system.',
  consequence: 'The engine cannot start, pull or build.',
  remedy: 'Free space: docker system df shows what takes it.',
  params: { path: '/var/lib/docker', percent: 99 },
  fixes: [],
};
const stale: FindingRecord = {
  code: 'sock-stale-refused',
  severity: 'error',
  subject: '/var/run/docker.sock',
  message: 'The socket /var/run/docker.sock exists, but nobody listens on it (connection refused).',
  cause: 'The engine died without removing its socket.',
  consequence: 'Every client of this engine fails.',
  remedy: 'Find out why the engine stopped, then start it again.',
  params: { path: '/var/run/docker.sock' },
  causedBy: 'disk-data-root-full',
  fixes: ['start-docker'],
};
const masked: FindingRecord = {
  ...diskFull,
  code: 'unit-masked-or-disabled',
  severity: 'warning',
  subject: 'docker.service',
  message: 'docker.service is not enabled, so Docker will be gone after a reboot.',
  cause: 'The unit was never enabled.',
  consequence: 'No container comes back after a reboot.',
  remedy: 'Enable it.',
  fixes: ['enable-docker-at-boot'],
};
const enable: FixOffer = {
  id: 'enable-docker-at-boot',
  title: 'Start Docker at boot',
  risk: 'safe',
  privilege: 'root',
  undoable: true,
  manual: false,
  notes: ['Nothing is started now.'],
  resolves: [{ check: 'engine/daemon-health', code: 'unit-masked-or-disabled' }],
  steps: [
    {
      kind: 'service',
      shows: 'systemctl enable docker.service',
      privilege: 'root',
      why: 'so that it starts at boot',
      undo: 'systemctl disable docker.service',
    },
    { kind: 'manual', shows: 'Log out\nand in again', privilege: 'user', why: 'groups are fixed at login' },
  ],
};

const base: Report = {
  schemaVersion: 1,
  tool: { name: 'dockmedic', version: '0.0.0' },
  target: { kind: 'local', label: 'local' },
  platform: { os: 'linux', distribution: 'debian 12', kernel: '6.1.0', arch: 'x64' },
  startedAt: '2026-01-02T03:04:05.000Z',
  durationMs: 412,
  exitCode: 0,
  verdict: 'healthy',
  summary: { ok: 2, warning: 0, error: 0, skipped: 1, unverified: 0 },
  rootCauses: [],
  checks: [
    row('access/socket', 'Engine socket is reachable'),
    row('engine/daemon-health', 'Engine runs as it should', { durationMs: 1234 }),
    row('gpu/nvidia-toolkit', 'NVIDIA GPUs reach containers', {
      status: 'skipped',
      evidence: [],
      reason: { kind: 'not-applicable', text: 'there is no NVIDIA hardware' },
    }),
  ],
  fixes: [],
};

const reports: Readonly<Record<string, Report>> = {
  healthy: base,
  'one-root-with-echoes': {
    ...base,
    exitCode: 1,
    verdict: 'findings',
    summary: { ok: 0, warning: 1, error: 2, skipped: 0, unverified: 1 },
    rootCauses: [
      { check: 'storage/disk-space', code: 'disk-data-root-full', subject: '/var/lib/docker' },
      { check: 'engine/daemon-health', code: 'unit-masked-or-disabled', subject: 'docker.service' },
    ],
    nextAction: { text: 'Free space: docker system df shows what takes it.' },
    checks: [
      row('access/socket', 'Engine socket is reachable', { status: 'error', findings: [stale] }),
      row('engine/container-round-trip', 'A container runs', {
        status: 'unverified',
        reason: { kind: 'unavailable', text: 'GET /_ping: ECONNREFUSED' },
        blockedBy: { check: 'storage/disk-space', code: 'disk-data-root-full' },
      }),
      row('engine/daemon-health', 'Engine runs as it should', { status: 'warning', findings: [masked] }),
      row('storage/disk-space', 'There is room on the disk', { status: 'error', findings: [diskFull] }),
    ],
    fixes: [enable],
  },
  inconclusive: {
    ...base,
    exitCode: 3,
    verdict: 'inconclusive',
    interrupted: 'deadline',
    summary: { ok: 1, warning: 0, error: 0, skipped: 0, unverified: 2 },
    checks: [
      row('access/socket', 'Engine socket is reachable'),
      row('engine/daemon-health', 'Engine runs as it should', {
        status: 'unverified',
        reason: { kind: 'deadline', text: 'GET /info: no answer within 4000 ms' },
      }),
      row('network/dns', 'Names are resolved', {
        status: 'unverified',
        reason: { kind: 'crashed', text: 'x is undefined' },
      }),
    ],
  },
  partial: {
    ...base,
    verdict: 'partial',
    selection: { asked: 1, of: 9 },
    summary: { ok: 1, warning: 0, error: 0, skipped: 0, unverified: 0 },
    checks: [row('access/socket', 'Engine socket is reachable')],
  },
  repairs: {
    ...base,
    exitCode: 4,
    repairs: [
      {
        fix: 'start-docker',
        state: 'verified',
        text: 'The engine answers.',
        steps: [{ shows: 'systemctl start docker.service', outcome: 'exit code 0', ok: true }],
        provedBy: {
          check: 'access/socket',
          status: 'ok',
          evidence: [{ source: 'GET /_ping', observed: '200 in 3 ms' }],
        },
      },
      {
        fix: 'enable-docker-at-boot',
        state: 'failed',
        text: 'A step failed.\nForged line',
        steps: [{ shows: 'systemctl enable docker.service', outcome: 'exit code 1: denied', ok: false }],
      },
      {
        fix: 'restart-docker',
        state: 'rolled-back',
        text: 'Failed: systemctl start docker.service: exit code 1: no disk. What had been done was taken back.',
        steps: [
          { shows: 'systemctl reset-failed docker.service', outcome: 'done', ok: true },
          {
            shows: 'systemctl start docker.service',
            outcome: 'exit code 1: no disk, then taken back',
            ok: false,
          },
        ],
      },
      {
        fix: 'unmask-docker',
        state: 'planned',
        text: 'Planned only: nothing was changed.',
        steps: [{ shows: 'systemctl unmask docker.service', outcome: 'not run', ok: true }],
      },
    ],
  },
};

const LOOKS = {
  plain: { color: false, verbose: false, quiet: false },
  colour: { color: true, verbose: false, quiet: false },
  verbose: { color: false, verbose: true, quiet: false },
  quiet: { color: false, verbose: false, quiet: true },
};

describe.each(Object.entries(reports))('%s', (name, report) => {
  it.each(Object.entries(LOOKS))('%s', async (look, options) => {
    await expect(renderText(report, options)).toMatchFileSnapshot(`../golden/report/${name}.${look}.txt`);
  });
});

test('colour alone carries nothing: without it the same text stands there', () => {
  for (const report of Object.values(reports)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
    const bare = renderText(report, LOOKS.colour).replace(/\u001b\[\d+m/g, '');
    expect(bare).toBe(renderText(report, LOOKS.plain));
  }
});

test('a plan', async () => {
  const diff = '--- a\n+++ b\n-old\n+new';
  const steps = enable.steps.map((step, index) => (index === 0 ? { ...step, diff } : step));
  await expect(renderPlan({ ...enable, steps })).toMatchFileSnapshot('../golden/report/plan.txt');
});

test('two root causes of one code are both told', () => {
  const second = { ...diskFull, subject: '/srv', message: '/srv is full.' };
  const report: Report = {
    ...base,
    verdict: 'findings',
    rootCauses: [diskFull, second].map(({ code, subject }) => ({
      check: 'storage/disk-space',
      code,
      subject,
    })),
    checks: [row('storage/disk-space', 'There is room', { status: 'error', findings: [diskFull, second] })],
  };
  const lines = renderText(report, LOOKS.quiet).split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '2 root causes were found.',
    '  /var/lib/docker is full: 99 % of 50 GB used. [disk-data-root-full]',
    '  /srv is full. [disk-data-root-full]',
  ]);
});

test('JSON is one document that ends with a line break', () => {
  const text = renderJson(base);
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual(base);
});

test('a recording is not this host', () => {
  const replayed: Report = { ...base, target: { kind: 'replay', label: 'a.json' } };
  expect(renderText(replayed, LOOKS.plain)).not.toContain('this host');
  const sick = { ...base, ...reports['one-root-with-echoes'], target: replayed.target };
  expect(renderText(sick, LOOKS.plain)).toContain('fix:  enable-docker-at-boot  (');
});

test('words', () => {
  expect(summaryText(base)).toBe('2 ok, 1 skipped');
  expect(verdictText({ ...base, verdict: 'partial', selection: { asked: 2, of: 9 } })).toContain('2 of 9');
});
