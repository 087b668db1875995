import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import {
  type NvidiaConfigLines,
  type NvidiaContainerConfig,
  nvidiaConfigLines,
  parseNvidiaContainerConfig,
} from '#parse/nvidia-container-config';
import { parseVersion } from '#parse/version';
import { type EditableFile, editableFile } from './editable-file.ts';
import { identity } from './identity.ts';
import { findProgram } from './installation.ts';
import { nvidiaHardware } from './nvidia-hardware.ts';

/** The programs of the NVIDIA Container Toolkit, each with its path where it is installed. */
export interface NvidiaToolkit {
  readonly ctk?: string;
  readonly runtime?: string;
  /** What `docker run --gpus` looks for. */
  readonly hook?: string;
  readonly cli?: string;
  readonly version?: string;
  readonly configPath: string;
  /** Absent where there is no such file. */
  readonly config?: NvidiaContainerConfig | Unavailable;
  /** The program that `ldconfig` in it names is not there. */
  readonly isLdconfigMissing: boolean;
  /** What an edit of that file has to know, and the lines that set what may have to change. */
  readonly editable?: EditableFile;
  readonly lines?: NvidiaConfigLines;
  /** /sbin/ldconfig is there. */
  readonly hasLdconfig?: true;
  /** The toolkit's own service that writes its CDI specification anew (1.18 and newer). */
  readonly refreshUnit?: string;
}

const DIRECTORIES = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/usr/local/nvidia/toolkit',
  '/run/current-system/sw/bin',
];
const CONFIG = '/etc/nvidia-container-runtime/config.toml';

/** `undefined`: there is no NVIDIA GPU. */
export const nvidiaToolkit = defineFact({
  id: 'nvidia-toolkit',
  summary: 'the NVIDIA Container Toolkit, its version and its configuration',
  needs: { identity, nvidiaHardware },
  collect: async (host, { identity, nvidiaHardware }): Promise<NvidiaToolkit | undefined> => {
    if (nvidiaHardware === undefined) return undefined;
    const path = (identity.environment['PATH'] ?? '').split(':').filter((entry) => entry.startsWith('/'));
    const directories = [...new Set([...path, ...DIRECTORIES])];
    const [ctk, runtime, hook, cli, text] = await Promise.all([
      findProgram(host, directories, 'nvidia-ctk'),
      findProgram(host, directories, 'nvidia-container-runtime'),
      findProgram(host, directories, 'nvidia-container-runtime-hook'),
      findProgram(host, directories, 'nvidia-container-cli'),
      host.readFile(CONFIG),
    ]);
    const config = configOf(text);
    const more = await surroundings(host, text, identity.uid);
    const version = ctk === undefined ? undefined : await versionOf(host, ctk);
    return {
      ...(ctk === undefined ? {} : { ctk }),
      ...(runtime === undefined ? {} : { runtime }),
      ...(hook === undefined ? {} : { hook }),
      ...(cli === undefined ? {} : { cli }),
      ...(version === undefined ? {} : { version }),
      configPath: CONFIG,
      ...(config === undefined ? {} : { config }),
      isLdconfigMissing: await isMissing(host, config),
      ...more,
    };
  },
});

const REFRESH_UNIT = 'nvidia-cdi-refresh.service';
const UNIT_DIRECTORIES = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

/** What repairs have to know. */
const surroundings = async (
  host: ReadableHost,
  text: string | Unavailable,
  uid: number,
): Promise<Pick<NvidiaToolkit, 'editable' | 'lines' | 'hasLdconfig' | 'refreshUnit'>> => {
  const [editable, ldconfig, ...units] = await Promise.all([
    isUnavailable(text) ? undefined : editableFile(host, CONFIG, text, uid),
    host.stat('/sbin/ldconfig'),
    ...UNIT_DIRECTORIES.map((directory) => host.stat(`${directory}/${REFRESH_UNIT}`)),
  ]);
  return {
    ...(editable === undefined ? {} : { editable, lines: nvidiaConfigLines(editable.text) }),
    ...(isUnavailable(ldconfig) ? {} : { hasLdconfig: true }),
    ...(units.every(isUnavailable) ? {} : { refreshUnit: REFRESH_UNIT }),
  };
};

const configOf = (text: string | Unavailable): NvidiaToolkit['config'] => {
  if (!isUnavailable(text)) return parseNvidiaContainerConfig(text);
  return text.reason === 'absent' ? undefined : text;
};

const versionOf = async (host: ReadableHost, program: string): Promise<string | undefined> =>
  parseVersion(ifAvailable(await host.query([program, '--version'], { timeoutMs: 3000 }))?.stdout ?? '');

/** `@` in front means: on the host, not in the container. */
const isMissing = async (host: ReadableHost, config: NvidiaToolkit['config']): Promise<boolean> => {
  const path = config === undefined || isUnavailable(config) ? undefined : config.ldconfig;
  if (path === undefined || !path.startsWith('@/')) return false;
  const stat = await host.stat(path.slice(1));
  return isUnavailable(stat) && stat.reason === 'absent';
};
