import { compact, cut, integerOf, linesOf, wordsOf } from '#parse/text';

/**
 * `systemctl show docker.service docker.socket --property=Id,LoadState,…`: one `Key=value` per line, one blank
 * line between units. A unit that does not exist is answered too, with `LoadState=not-found`.
 *
 *     Id=docker.service
 *     LoadState=loaded
 *     ActiveState=failed
 *     SubState=failed
 *     Result=exit-code
 *     ExecStart={ path=/usr/bin/dockerd ; argv[]=/usr/bin/dockerd -H fd:// ; ignore_errors=no ; … }
 */
export interface SystemdUnit {
  readonly id?: string;
  /** loaded, not-found, masked, error, bad-setting */
  readonly loadState?: string;
  /** active, inactive, failed, activating, deactivating, reloading */
  readonly activeState?: string;
  readonly subState?: string;
  /** enabled, disabled, masked, static, … */
  readonly unitFileState?: string;
  /** success, exit-code, signal, start-limit-hit, service-start-limit-hit, oom-kill, timeout, … */
  readonly result?: string;
  readonly nRestarts?: number;
  readonly execMainStatus?: number;
  readonly execMainCode?: number;
  readonly mainPid?: number;
  readonly invocationId?: string;
  /** One argv per ExecStart line. systemd prints the words joined by spaces: a quoted space is lost. */
  readonly execStart: readonly (readonly string[])[];
  readonly fragmentPath?: string;
  readonly dropInPaths: readonly string[];
  readonly environmentFiles: readonly string[];
  readonly triggeredBy: readonly string[];
  readonly conditionResult?: boolean;
  /** `infinity` is a number too: systemd prints 18446744073709551615 for it in older releases. */
  readonly limitNofile?: number | 'infinity';
  readonly user?: string;
  readonly needDaemonReload?: boolean;
}

type Properties = ReadonlyMap<string, readonly string[]>;

const MAX_UNITS = 1000;

const blocksOf = (text: string): readonly Properties[] => {
  const blocks: Map<string, string[]>[] = [];
  let open: Map<string, string[]> | undefined;
  for (const line of linesOf(text)) {
    const pair = cut(line, '=');
    if (line.trim() === '') open = undefined;
    else if (pair !== undefined && /^[A-Za-z][A-Za-z0-9]*$/.test(pair[0])) {
      if (open === undefined) {
        if (blocks.length === MAX_UNITS) break;
        open = new Map();
        blocks.push(open);
      }
      open.set(pair[0], [...(open.get(pair[0]) ?? []).slice(0, 99), pair[1]]);
    }
  }
  return blocks;
};

const argvOf = (execStart: string): readonly string[] => {
  const argv = /argv\[\]=(.*?) ; [a-z_]+=/.exec(execStart)?.[1] ?? /argv\[\]=(.*)/.exec(execStart)?.[1];
  return argv === undefined ? [] : wordsOf(argv);
};

const pathOf = (environmentFile: string): string =>
  environmentFile.replace(/ \(ignore_errors=(yes|no)\)$/, '');

const limitOf = (value: string | undefined): number | 'infinity' | undefined =>
  value === 'infinity' || value === '18446744073709551615' ? 'infinity' : integerOf(value);

const booleanOf = (value: string | undefined): boolean | undefined =>
  value === 'yes' ? true : value === 'no' ? false : undefined;

const unitOf = (properties: Properties): SystemdUnit => {
  const all = (key: string): readonly string[] => (properties.get(key) ?? []).filter((value) => value !== '');
  const text = (key: string): string | undefined => all(key).at(-1);
  const number = (key: string): number | undefined => integerOf(text(key));
  return compact({
    id: text('Id'),
    loadState: text('LoadState'),
    activeState: text('ActiveState'),
    subState: text('SubState'),
    unitFileState: text('UnitFileState'),
    result: text('Result'),
    nRestarts: number('NRestarts'),
    execMainStatus: number('ExecMainStatus'),
    execMainCode: number('ExecMainCode'),
    mainPid: number('MainPID') || undefined,
    invocationId: text('InvocationID'),
    execStart: all('ExecStart').map(argvOf),
    fragmentPath: text('FragmentPath'),
    dropInPaths: wordsOf(text('DropInPaths') ?? ''),
    environmentFiles: all('EnvironmentFiles').map(pathOf),
    triggeredBy: wordsOf(text('TriggeredBy') ?? ''),
    conditionResult: booleanOf(text('ConditionResult')),
    limitNofile: limitOf(text('LimitNOFILE')),
    user: text('User'),
    needDaemonReload: booleanOf(text('NeedDaemonReload')),
  });
};

/** Never malformed: what is not a property line is passed over, so nothing understandable gives no units. */
export const parseSystemctlShow = (text: string): readonly SystemdUnit[] => blocksOf(text).map(unitOf);

export const unitNamed = (units: readonly SystemdUnit[], id: string): SystemdUnit | undefined =>
  units.find((unit) => unit.id === id);
