import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseSystemctlShow, unitNamed } from '#parse/systemctl-show';
import { parseComposeCall } from '#parse/unit-file';
import { findProgram, STANDARD } from './installation.ts';
import { serviceManager } from './service-manager.ts';

/** A unit of this host that calls `docker-compose`, as Compose v1 was called. */
export interface ComposeUnit {
  /** `web.service` */
  readonly unit: string;
  readonly path: string;
  readonly program: string;
  readonly exists: boolean;
  /** It is enabled, running, or has failed. */
  readonly isInUse: boolean;
}

/** Where administrators keep units of their own; those of packages are cared for by their packages. */
const DIRECTORY = '/etc/systemd/system';
const MOST_READ = 200;
const MAX_BYTES = 65_536;

export const composeUnits = defineFact({
  id: 'compose-units',
  summary: 'units in /etc/systemd/system that call docker-compose',
  needs: { serviceManager },
  collect: async (host, { serviceManager }): Promise<readonly ComposeUnit[] | Unavailable> => {
    if (serviceManager !== 'systemd') return [];
    const names = await host.list(DIRECTORY);
    if (isUnavailable(names)) return names.reason === 'absent' ? [] : names;
    const files = names.filter((name) => /^[\w@.:][\w@.:-]*\.service$/.test(name)).slice(0, MOST_READ);
    const found = (await Promise.all(files.map((name) => callIn(host, name)))).flat();
    return found.length === 0
      ? []
      : Promise.all((await withUse(host, found)).map((one) => looked(host, one)));
  },
});

interface Call {
  readonly unit: string;
  readonly path: string;
  readonly program: string;
}

const callIn = async (host: ReadableHost, unit: string): Promise<readonly Call[]> => {
  const path = `${DIRECTORY}/${unit}`;
  const lstat = await host.lstat(path);
  // A link is an alias or a mask of a unit that stands elsewhere.
  if (isUnavailable(lstat) || lstat.type !== 'file') return [];
  const text = await host.readFile(path, { maxBytes: MAX_BYTES });
  const program = isUnavailable(text) ? undefined : parseComposeCall(text);
  return program === undefined ? [] : [{ unit, path, program }];
};

const withUse = async (
  host: ReadableHost,
  calls: readonly Call[],
): Promise<readonly (Call & Pick<ComposeUnit, 'isInUse'>)[]> => {
  const output = await host.query(['systemctl', 'show', ...calls.map(({ unit }) => unit)]);
  const units = isUnavailable(output) ? [] : parseSystemctlShow(output.stdout);
  return calls.map((call) => {
    const { unitFileState = '', activeState = 'inactive' } = unitNamed(units, call.unit) ?? {};
    return { ...call, isInUse: unitFileState.startsWith('enabled') || activeState !== 'inactive' };
  });
};

const looked = async (host: ReadableHost, call: Omit<ComposeUnit, 'exists'>): Promise<ComposeUnit> => {
  if (call.program.startsWith('/')) {
    const stat = await host.stat(call.program);
    return { ...call, exists: !isUnavailable(stat) || stat.reason !== 'absent' };
  }
  const program = await findProgram(host, STANDARD, call.program);
  return { ...call, program: program ?? call.program, exists: program !== undefined };
};
