import { type Proposal, propose, type Step } from '#core/fix';
import { removeStalePidFile } from '#fixes/remove-stale-pid-file';

/** Plans of every kind of step, on files of a place of their own and with a stand-in for systemctl. */
export const recipes = (place: string): readonly Proposal[] => {
  const at = (name: string): string => `${place}/host/${name}`;
  return [
    plan('edit', {
      kind: 'edit-file',
      path: at('daemon.json'),
      edit: { kind: 'json', members: [{ path: ['dns'], value: ['10.0.0.2'] }] },
      expect: DAEMON_JSON,
      privilege: 'user',
      why: 'x',
      validate: ['grep', '-q', 'dns', '{candidate}'],
      reread: [['systemctl', 'restart', 'reader.service']],
    }),
    plan('make', {
      kind: 'edit-file',
      path: at('drop-ins/docker.service.d/dockmedic.conf'),
      edit: { kind: 'text', text: '[Service]\nLimitNOFILE=1048576\n' },
      expect: undefined,
      privilege: 'user',
      why: 'x',
      reread: [['systemctl', 'restart', 'reader.service']],
    }),
    plan('mode', {
      kind: 'exec',
      argv: ['chmod', '660', at('socket')],
      undo: ['chmod', '600', at('socket')],
      watch: { kind: 'query', argv: ['stat', '-c', '%a', at('socket')], wanted: '660' },
      expects: '600',
      privilege: 'user',
      why: 'x',
    }),
    plan('directory', {
      kind: 'exec',
      argv: ['rmdir', at('directory')],
      keeps: at('directory'),
      watch: { kind: 'path', path: at('directory'), wanted: 'absent' },
      privilege: 'user',
      why: 'x',
    }),
    {
      ...propose(removeStalePidFile, {
        path: at('docker.pid'),
        text: '999999',
        start: { manager: 'systemd-user', unit: 'stopped.service', resetFailed: true },
      }).proposal,
      fix: 'pid-file',
    },
    plan(
      'units',
      { kind: 'service', unit: 'masked.service', action: 'unmask', manager: 'systemd-user', why: 'x' },
      { kind: 'service', unit: 'stopped.service', action: 'enable', manager: 'systemd-user', why: 'x' },
      { kind: 'service', unit: 'stopped.service', action: 'start', manager: 'systemd-user', why: 'x' },
    ),
  ].map(asUser);
};

export const DAEMON_JSON = '{\n\t"debug": true\n}\n';

const plan = (fix: string, ...steps: readonly Step[]): Proposal => ({
  fix,
  title: fix,
  risk: 'safe',
  privilege: 'user',
  undoable: true,
  notes: [],
  steps,
  manual: false,
});

/** Nothing here needs root, and nothing may touch what is root's. */
const asUser = (proposal: Proposal): Proposal => ({
  ...proposal,
  steps: proposal.steps.map((step) => ('privilege' in step ? { ...step, privilege: 'user' } : step)),
});

/** A stand-in for systemctl that keeps the state of units in files; it is killed like any other program. */
export const SYSTEMCTL = `#!/bin/sh
[ "$1" = --user ] && shift
action=$1; shift
status=0
for unit; do
  file=$UNITS/$unit
  case $action in
    is-active) cat "$file.active" ;;
    is-enabled) cat "$file.enabled" ;;
    is-failed) grep -q failed "$file.active" && echo failed || echo inactive ;;
    start) echo active >"$file.active" ;;
    stop) echo inactive >"$file.active" ;;
    restart) cat "$HOST/daemon.json" "$HOST"/drop-ins/docker.service.d/* 2>/dev/null >"$file.read" || true ;;
    reset-failed) sed -i s/failed/inactive/ "$file.active" ;;
    enable) echo enabled >"$file.enabled" ;;
    disable) echo disabled >"$file.enabled" ;;
    unmask) echo disabled >"$file.enabled" ;;
    mask) echo masked >"$file.enabled" ;;
  esac
done
exit $status
`;
