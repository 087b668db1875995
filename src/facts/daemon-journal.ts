import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { Argv, ReadableHost } from '#core/host';
import { findFatalCause } from '#parse/journal-lines';
import { dockerUnits } from './docker-units.ts';
import { localEngine } from './local-engine.ts';
import { serviceManager } from './service-manager.ts';
import { isFailing } from './units-of-docker.ts';

/** The last words of an engine that could not start. */
export interface LastWords {
  /** Where they were read. */
  readonly source: string;
  readonly text: string;
  /** The finding code that the sentence alone decides. */
  readonly code?: string;
}

/** `undefined`: not looked for, because the engine runs or was not started since the boot, or nothing fatal was said. */
export const daemonJournal = defineFact({
  id: 'daemon-journal',
  summary: 'what the engine said when it last failed to start',
  needs: { localEngine, serviceManager, dockerUnits: optional(dockerUnits) },
  collect: async (
    host,
    { localEngine, serviceManager, dockerUnits },
  ): Promise<LastWords | undefined | Unavailable> => {
    if (!localEngine.installed || localEngine.rootless || localEngine.activity !== 'stopped')
      return undefined;
    if (serviceManager === 'sysv') return fromLogFile(host);
    const unit = isUnavailable(dockerUnits) ? undefined : dockerUnits.docker;
    if (unit === undefined) return undefined;
    if (!isFailing(unit)) return unit.invocationId === undefined ? undefined : fromFormerStarts(host);
    // An attempt that is still under way has said nothing yet: what counts is how the one before it ended.
    return fromJournal(host, unit.subState?.startsWith('start') ? undefined : unit.invocationId);
  },
});

/** More than dockerd and containerd say in one start, so that the end of the one before is among them. */
const READ: Argv = ['journalctl', '--no-pager', '--output=cat', '--lines=200'];

const fromJournal = async (
  host: ReadableHost,
  invocation: string | undefined,
): Promise<LastWords | undefined | Unavailable> => {
  const argv: Argv =
    invocation === undefined
      ? [...READ, '--unit=docker.service']
      : [...READ, `_SYSTEMD_INVOCATION_ID=${invocation}`];
  const output = await host.query(argv, { timeoutMs: 3000 });
  if (isUnavailable(output)) return output;
  // Of a unit that failed systemd itself has written something. To a user who may not read it, journalctl shows
  // nothing, ends well, and where a journal of the user's own exists does not even hint at it.
  if (output.stdout.trim() === '' || output.stdout.startsWith('-- No entries --'))
    return unavailable(
      'denied',
      'journalctl',
      'only root and the groups systemd-journal and adm may read it',
    );
  return lastWords('journalctl', output.stdout);
};

/** Stopped between two attempts, as after a start in vain that was given up, the unit itself has forgotten them. */
const fromFormerStarts = async (host: ReadableHost): Promise<LastWords | undefined | Unavailable> => {
  const output = await host.query([...READ, '--boot', '--unit=docker.service'], { timeoutMs: 3000 });
  if (isUnavailable(output)) return output;
  const lines = output.stdout.split('\n');
  const since = lines.slice(lines.findLastIndex((line) => RAN.test(line)) + 1);
  const begun = since.findIndex((line) => line.startsWith('Starting '));
  const failed = since.findLastIndex((line) => line.startsWith('Failed to start '));
  return failed < 0
    ? undefined
    : lastWords('journalctl', since.slice(Math.max(begun, 0), failed + 1).join('\n'));
};

/** systemd and the engine itself, of a start that succeeded. */
const RAN = /^Started |msg="?API listen on/;

const LOG_FILE = '/var/log/docker.log';

/** The log file of an init script holds many starts: only what followed the last one is about now. */
const fromLogFile = async (host: ReadableHost): Promise<LastWords | undefined | Unavailable> => {
  const output = await host.query(['tail', '-n', '60', LOG_FILE], { timeoutMs: 2000 });
  if (isUnavailable(output)) return output;
  if (/permission denied/i.test(output.stderr)) return unavailable('denied', LOG_FILE, 'permission denied');
  const lines = output.stdout.split('\n');
  const start = lines.findLastIndex((line) => MARKS.test(line));
  return lastWords(LOG_FILE, lines.slice(start + 1).join('\n'));
};

/** A start began, succeeded, or the engine was stopped in order. */
const MARKS = /msg="?(Starting up|API listen on|Daemon shutdown complete|Processing signal)/;

const lastWords = (source: string, text: string): LastWords | undefined => {
  const cause = findFatalCause(text);
  return cause === undefined ? undefined : { source, ...cause };
};
