import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Proposal, propose, type Step } from '#core/fix';
import { planScript } from '#engine/plan-script';
import { removeStalePidFile } from '#fixes/remove-stale-pid-file';

const MADE = '2026-11-22T05:50:19.000Z';
const script = (proposal: Proposal): string =>
  planScript(
    [
      {
        id: proposal.fix,
        proposal,
        resolves: [{ check: 'engine/daemon-health', code: 'daemon-pidfile-stale' }],
      },
    ],
    '0.1.0',
    MADE,
  );

test('reads as a person would write it', () => {
  const { proposal } = propose(removeStalePidFile, {
    path: '/run/docker.pid',
    text: '31\n',
    start: { manager: 'systemd', unit: 'docker.service', socketUnit: 'docker.socket', resetFailed: true },
  });
  expect(script(proposal)).toMatchInlineSnapshot(`
    "#!/bin/sh
    # Made by dockmedic 0.1.0 at 2026-11-22T05:50:19.000Z, for the host that it looked at then.
    # It stops at the first error, and exits with 4 where the host is not as it was then.
    set -eu

    refuse() { printf 'refused: %s\\n' "$1" >&2; exit 4; }
    as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi; }
    stamp=20261122T055019Z

    # Remove the stale pid file of the engine (remove-stale-pid-file)
    # for: daemon-pidfile-stale (engine/daemon-health)
    # risk: safe; can be undone

    # 1. it names a process that is not the engine, and the engine refuses to start beside it
    # undo: cp -aT --remove-destination -- "/var/lib/dockmedic/backups/$stamp/1" /run/docker.pid
    { [ -f /run/docker.pid ] && [ ! -L /run/docker.pid ]; } || refuse '/run/docker.pid is a link, or no file'
    [ "$(cat -- /run/docker.pid)" = 31 ] || refuse '/run/docker.pid was changed'
    [ "$(cat /proc/31/comm 2>/dev/null)" != dockerd ] || refuse 'process 31 is dockerd'
    as_root install -d -m 0700 "$(dirname "/var/lib/dockmedic/backups/$stamp/1")"
    as_root cp -aT -- /run/docker.pid "/var/lib/dockmedic/backups/$stamp/1"
    as_root rm -- /run/docker.pid

    # 2. docker.service is not started again while its failures are on record
    # undo: nothing, it changes no setting
    as_root systemctl reset-failed docker.service

    # 3. docker.socket is not started again while its failures are on record
    # undo: nothing, it changes no setting
    as_root systemctl reset-failed docker.socket

    # 4. docker.service could not start because of /run/docker.pid
    # undo: systemctl stop docker.socket docker.service
    as_root systemctl start docker.socket docker.service

    # Whether the fault is gone: dockmedic check
    "
  `);
});

describe('run', () => {
  let place = '';
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'plan-script-'));
  });
  afterEach(() => rmSync(place, { recursive: true }));

  const run = (...steps: readonly Step[]) => {
    const proposal: Proposal = {
      fix: 'a-fix',
      title: 'A fix',
      risk: 'safe',
      privilege: 'user',
      undoable: true,
      notes: [],
      steps,
      manual: false,
    };
    return spawnSync('sh', ['-s'], {
      input: script(proposal),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', HOME: place },
    });
  };

  const edit = (more: Partial<Extract<Step, { kind: 'edit-file' }>>): Step => ({
    kind: 'edit-file',
    path: join(place, "daemon's.json"),
    edit: { kind: 'json', members: [{ path: ['dns'], value: ['10.0.0.2'] }] },
    expect: '{ "debug": true }',
    privilege: 'user',
    why: 'x',
    ...more,
  });

  test('an edit is made as it was shown, and a copy is kept', () => {
    const path = join(place, "daemon's.json");
    writeFileSync(path, '{ "debug": true }', { mode: 0o640 });
    const { status, stderr } = run(
      edit({ validate: ['grep', '-q', 'dns', '{candidate}'], reread: [['true']] }),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ debug: true, dns: ['10.0.0.2'] });
    expect(statSync(path).mode & 0o777).toBe(0o640);
    const kept = join(place, '.local/state/dockmedic/backups/20261122T055019Z/1');
    expect(readFileSync(kept, 'utf8')).toBe('{ "debug": true }');
  });

  test.each([
    ['a file that was changed', '{ "debug": false }', {}],
    ['a file that exists by now', '{}', { expect: undefined }],
    ['a new text that is not accepted', '{ "debug": true }', { validate: ['false'] }],
    ['a file that may hold secrets', '{ "auth": "****" }', { expect: '{ "auth": "****" }' }],
  ] as const)('%s is left alone', (_what, text, more) => {
    const path = join(place, "daemon's.json");
    writeFileSync(path, text);
    const { status } = run(edit(more), {
      kind: 'exec',
      argv: ['touch', join(place, 'later')],
      privilege: 'user',
      why: 'x',
    });
    expect(status).not.toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(() => statSync(join(place, 'later'))).toThrow('ENOENT');
  });

  test.each(['edit-file', 'remove-file'] as const)('what a link leads to is left alone by %s', (kind) => {
    const target = join(place, 'target');
    const path = join(place, "daemon's.json");
    writeFileSync(target, '{ "debug": true }');
    symlinkSync(target, path);
    const removal: Step = {
      kind: 'remove-file',
      path,
      expect: '{ "debug": true }',
      privilege: 'user',
      why: 'x',
    };
    const { status, stderr } = run(kind === 'edit-file' ? edit({}) : removal);
    expect(status).not.toBe(0);
    expect(stderr).toContain('is a link, or no file');
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('{ "debug": true }');
  });

  test('a command is run only where things are as they were', () => {
    const link = join(place, 'link');
    const step: Step = {
      kind: 'exec',
      argv: ['ln', '-s', 'b', link],
      privilege: 'user',
      why: 'x',
      watch: { kind: 'path', path: link },
      expects: 'absent',
    };
    expect(run(step).status).toBe(0);
    expect(run(step)).toMatchObject({ status: 4, stderr: 'refused: it was "absent" when this was made\n' });
  });
});
