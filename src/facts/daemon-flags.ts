import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { type DockerdFlags, parseDockerdFlags } from '#parse/dockerd-flags';
import { parseEtcDefault, splitWords } from '#parse/etc-default';
import type { SystemdUnit } from '#parse/systemctl-show';
import { dockerUnits } from './docker-units.ts';
import { installation } from './installation.ts';
import { serviceManager } from './service-manager.ts';

/** The command line with which this host would start its Docker Engine. */
export interface DaemonFlags extends DockerdFlags {
  /** Where it stands: `docker.service`, `/etc/default/docker`. */
  readonly source: string;
}

export const daemonFlags = defineFact({
  id: 'daemon-flags',
  summary: 'the command line with which dockerd is started here',
  needs: { installation, serviceManager, dockerUnits: optional(dockerUnits) },
  collect: async (
    host,
    { installation, serviceManager, dockerUnits },
  ): Promise<DaemonFlags | Unavailable> => {
    const unit = isUnavailable(dockerUnits) ? undefined : dockerUnits.docker;
    if (unit !== undefined) return fromUnit(host, unit);
    if (installation.dockerd === undefined)
      return unavailable('absent', 'dockerd', 'Docker Engine is not installed');
    switch (serviceManager) {
      case 'sysv':
        return fromDefaults(host, '/etc/default/docker');
      case 'openrc':
        return fromDefaults(host, '/etc/conf.d/docker');
      default:
        return unavailable('absent', 'command line of dockerd', 'no service of this host starts it');
    }
  },
});

const fromUnit = async (host: ReadableHost, unit: SystemdUnit): Promise<DaemonFlags> => {
  const argv = unit.execStart.find(([program]) => program?.includes('dockerd')) ?? unit.execStart[0] ?? [];
  const files = await Promise.all(unit.environmentFiles.map((path) => host.readFile(path)));
  const variables = new Map(
    files.flatMap((text) => (isUnavailable(text) ? [] : parseEtcDefault(text))).map(assigned),
  );
  return { source: 'docker.service', ...parseDockerdFlags(argv.flatMap((word) => expand(word, variables))) };
};

const assigned = ({ name, value }: { readonly name: string; readonly value: string }) =>
  [name, value] as const;

/** As systemd does: a word that is a variable alone is split, one that is not set is left out. */
const expand = (word: string, variables: ReadonlyMap<string, string>): readonly string[] => {
  const name = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/.exec(word)?.slice(1).find(Boolean);
  if (name === undefined) return [word];
  const value = variables.get(name);
  return value === undefined ? [] : splitWords(value);
};

const fromDefaults = async (host: ReadableHost, path: string): Promise<DaemonFlags | Unavailable> => {
  const text = await host.readFile(path);
  if (isUnavailable(text)) {
    return text.reason === 'absent' ? { source: path, ...parseDockerdFlags([]) } : text;
  }
  const options = parseEtcDefault(text).findLast(({ name }) => name === 'DOCKER_OPTS');
  return { source: path, ...parseDockerdFlags(splitWords(options?.value ?? '')) };
};
