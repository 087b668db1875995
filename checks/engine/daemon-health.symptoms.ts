import type { FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import type { LastWords } from '#facts/daemon-journal';
import { isFailing } from '#facts/units-of-docker';
import { startDocker } from '#fixes/start-docker';
import type { daemonCodes } from './daemon-health.codes.ts';
import type { ConfigVerdict, Stopped } from './daemon-health.start.ts';

type Finding = FindingOf<typeof daemonCodes>;

/** Words about the socket are told by the check of the socket, and those of systemd by its unit. */
export const lastWords = ({ words }: Stopped, config: ConfigVerdict): readonly Finding[] => {
  if (words === undefined || /^(sock|unit)-/.test(words.code ?? '') || isCured(words, config)) return [];
  const params = { words: words.text, source: words.source };
  return [{ code: 'engine-start-failed', subject: words.source, params }];
};

/** It said so then; looking at the very file now shows nothing of it any more. */
const isCured = ({ code = '' }: LastWords, config: ConfigVerdict): boolean =>
  code === 'daemon-pidfile-stale' || (code.startsWith('djson-') && config === 'fine');

export const failedUnit = ({ units, service }: Stopped): readonly Finding[] => {
  const [unit, found] = isFailing(units?.docker)
    ? (['docker.service', units?.docker] as const)
    : (['docker.socket', units?.socket] as const);
  if (!isFailing(found)) return [];
  const params = {
    unit,
    // In the midst of the next attempt systemd has forgotten the result of the last one.
    result: found?.subState?.startsWith('start') ? 'restarting' : (found?.result ?? 'failed'),
    restarts: found?.nRestarts,
    status: found?.execMainStatus,
  };
  const fixes = service === undefined ? [] : [propose(startDocker, service)];
  return [{ code: 'unit-start-limit', subject: unit, params, fixes }];
};
