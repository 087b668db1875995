import { readJson } from '#parse/json-text';
import type { Malformed } from '#parse/malformed';
import { recordOf, stringsOf } from '#parse/shape';
import { compact } from '#parse/text';

/**
 * Docker Desktop's `settings-store.json`, whose names begin with a capital, or the older `settings.json`, whose do not.
 *
 *     { "AutoStart": false, "FilesharingDirectories": ["/home", "/srv/projects"], "MemoryMiB": 4096 }
 */
export interface DesktopSettings {
  /** Directories that containers may mount; absent where the file leaves it to the default. */
  readonly shared?: readonly string[];
}

export const parseDesktopSettings = (text: string): DesktopSettings | Malformed => {
  const json = readJson(text, 'settings of Docker Desktop');
  if (json.kind === 'malformed') return json;
  const settings = recordOf(json.value);
  const shared =
    stringsOf(settings['FilesharingDirectories']) ?? stringsOf(settings['filesharingDirectories']);
  return compact({ shared });
};
