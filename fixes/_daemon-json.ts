import type { FileEdit } from '#core/file-edit';
import { CANDIDATE, type FixPlan, type Step } from '#core/fix';
import type { Argv } from '#core/host';
import { serviceCommand } from '#core/service-command';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { interruption } from './_interruption.ts';
import { serviceSteps } from './_service.ts';

/** From when on `dockerd --validate` judges a file without starting: Docker 23. */
export const VALIDATES_SINCE = 23;

/** The engine has the file read by a restart; few keys (mirrors, insecure registries, labels, debug, live-restore …) by a reload. */
export type Reading = 'restart' | 'reload';

interface More {
  readonly reading?: Reading;
  /** How the old file is read again: a reload passes over a key that is gone, and keeps its value. */
  readonly back?: Reading;
  readonly notes?: readonly string[];
}

/**
 * An edit of daemon.json and its reading. The engine that runs is restarted within the step, so that a start in vain brings the
 * old file back and the engine with it; one that does not run is started behind it.
 */
export const daemonJsonPlan = (
  target: DaemonJsonTarget,
  edit: FileEdit,
  why: string,
  { reading = 'restart', back = reading, notes = [] }: More = {},
): FixPlan => {
  const { path, text, running, service, dockerd, interrupts, inUse } = target;
  const rereads = running && service !== undefined ? rereading(service, reading) : [];
  const step: Step = {
    kind: 'edit-file',
    path,
    edit,
    expect: text,
    privilege: service?.manager === 'systemd-user' ? 'user' : 'root',
    why,
    ...(dockerd === undefined || dockerd.major < VALIDATES_SINCE
      ? {}
      : { validate: [dockerd.path, '--validate', '--config-file', CANDIDATE] as const }),
    ...(rereads.length === 0 ? {} : { reread: rereads }),
    ...(rereads.length === 0 || service === undefined || back === reading
      ? {}
      : { rereadBack: rereading(service, back) }),
    // What answered before the restart has to answer after it; otherwise it gets its old file back.
    ...(rereads.length === 0 || inUse === undefined ? {} : { answers: inUse }),
  };
  const after = rereads.length > 0 ? [] : afterwards(target);
  const restarts = rereads.length > 0 && reading === 'restart';
  return {
    steps: [step, ...after],
    risk: restarts ? 'disruptive' : 'safe',
    notes: [...notes, ...(restarts ? [interruption(interrupts)] : [])],
  };
};

const rereading = (service: NonNullable<DaemonJsonTarget['service']>, action: Reading): readonly Argv[] => {
  const { manager, unit } = service;
  const command = serviceCommand({ kind: 'service', manager, unit, action, why: '' });
  if (command === undefined) return [];
  // A start in vain counts: without this systemd may refuse the one that brings the old file back.
  const forgive = serviceCommand({ kind: 'service', manager, unit, action: 'reset-failed', why: '' });
  return forgive === undefined || action === 'reload' ? [command] : [forgive, command];
};

const afterwards = ({ service, running }: DaemonJsonTarget): readonly Step[] => {
  if (service === undefined) return [];
  return serviceSteps(
    service,
    running ? 'restart' : 'start',
    `${service.unit} reads the file when it starts`,
  );
};
