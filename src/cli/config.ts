import { isUnavailable } from '#core/answer';
import { UsageError } from '#core/errors';
import type { Settings } from '#core/host';
import { readTextFile } from '#host/local/files';
import { isMalformed } from '#parse/malformed';
import { inWords } from './errno-words.ts';

export const DEFAULT_SETTINGS: Settings = {
  engineFloor: '20.10',
  composeFloor: '2.0',
  diskWarningPercent: 90,
  diskErrorPercent: 97,
  dnsName: 'registry-1.docker.io',
  stoppedContainerDays: 7,
};

const MAX_BYTES = 65_536;

/** Reads a configuration file: JSON, comments allowed, unknown keys refused. */
export const readSettings = async (path: string | undefined): Promise<Settings> => {
  if (path === undefined) return DEFAULT_SETTINGS;
  const text = await readText(path);
  const { parseSettings } = await import('#parse/settings');
  const settings = parseSettings(text);
  if (!isMalformed(settings)) return consistent({ ...DEFAULT_SETTINGS, ...settings }, path);
  const where = settings.line === undefined ? '' : ` (line ${settings.line}, column ${settings.column ?? 1})`;
  throw new UsageError(
    `The configuration file ${path} is not valid: ${settings.detail}${where}.`,
    'configuration',
  );
};

/** Also one percentage that was given and one that was not can contradict each other. */
const consistent = (settings: Settings, path: string): Settings => {
  const { diskWarningPercent, diskErrorPercent } = settings;
  if (diskWarningPercent <= diskErrorPercent) return settings;
  throw new UsageError(
    `The configuration file ${path} is not valid: diskWarningPercent (${diskWarningPercent}) is above diskErrorPercent (${diskErrorPercent}).`,
    'configuration',
  );
};

const readText = async (path: string): Promise<string> => {
  const text = await readTextFile(path, MAX_BYTES);
  if (!isUnavailable(text)) return text;
  throw new UsageError(
    `The configuration file ${path} cannot be read: ${inWords(text.detail)}.`,
    'configuration',
  );
};
