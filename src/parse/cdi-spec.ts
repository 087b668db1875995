import { parseDocument } from 'yaml';
import { isMalformed, type Malformed, malformed } from '#parse/malformed';
import { isFlowTooDeep } from '#parse/nesting';
import { isRecord, nonEmptyOf, recordOf, type UnknownRecord } from '#parse/shape';
import { compact } from '#parse/text';

/**
 * A CDI specification, YAML or JSON, in `/etc/cdi` or `/var/run/cdi`.
 *
 *     cdiVersion: 0.5.0
 *     kind: nvidia.com/gpu
 *     devices:
 *       - name: "0"
 *         containerEdits: { deviceNodes: [{ path: /dev/nvidia0 }] }
 *     containerEdits:
 *       mounts: [{ hostPath: /usr/lib/libcuda.so.535.183.01, containerPath: … }]
 */
export interface CdiSpec {
  readonly cdiVersion?: string;
  /** `nvidia.com/gpu` */
  readonly kind: string;
  readonly deviceNames: readonly string[];
  /** Names that stand there more than once: the runtime refuses such a file. */
  readonly duplicateDevices: readonly string[];
  /** Every path on the host that a container would get, sorted, each once. */
  readonly hostPaths: readonly string[];
}

const WHAT = 'CDI spec';
const MAX_CHARS = 2 * 1024 * 1024;

export const parseCdiSpec = (text: string): CdiSpec | Malformed => {
  if (text.length > MAX_CHARS) return malformed(WHAT, `more than ${MAX_CHARS} characters`);
  if (isFlowTooDeep(text)) return malformed(WHAT, 'nested too deeply');
  const spec = read(text);
  if (isMalformed(spec)) return spec;
  const { value } = spec;
  const kind = isRecord(value) ? nonEmptyOf(value['kind']) : undefined;
  if (!isRecord(value) || kind === undefined) return malformed(WHAT, 'no "kind" in it');
  return describe(value, kind);
};

const read = (text: string): { readonly value: unknown } | Malformed => {
  try {
    const document = parseDocument(text, { logLevel: 'silent', prettyErrors: true });
    const [error] = document.errors;
    if (error === undefined) return { value: document.toJS({ maxAliasCount: 100 }) };
    const [start] = error.linePos ?? [];
    return malformed(
      WHAT,
      error.code,
      start === undefined ? undefined : { line: start.line, column: start.col },
    );
  } catch {
    return malformed(WHAT, 'nested too deeply or aliased too often');
  }
};

const describe = (spec: UnknownRecord, kind: string): CdiSpec => {
  const devices = recordsOf(spec['devices']);
  const names = devices.flatMap(({ name }) =>
    typeof name === 'string' ? [name] : typeof name === 'number' ? [String(name)] : [],
  );
  const edits = [spec, ...devices].map((owner) => recordOf(owner['containerEdits']));
  return compact({
    cdiVersion:
      typeof spec['cdiVersion'] === 'number' ? String(spec['cdiVersion']) : nonEmptyOf(spec['cdiVersion']),
    kind,
    deviceNames: [...new Set(names)],
    duplicateDevices: [...new Set(names.filter((name, index) => names.indexOf(name) !== index))],
    hostPaths: [...new Set(edits.flatMap(hostPathsOf))].sort(),
  });
};

const recordsOf = (value: unknown): readonly UnknownRecord[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** A device node without a `hostPath` is at the same place on the host. */
const hostPathsOf = (edits: UnknownRecord): readonly string[] => [
  ...recordsOf(edits['deviceNodes']).flatMap(
    (node) => nonEmptyOf(node['hostPath']) ?? nonEmptyOf(node['path']) ?? [],
  ),
  ...recordsOf(edits['mounts']).flatMap((mount) => nonEmptyOf(mount['hostPath']) ?? []),
  ...recordsOf(edits['hooks']).flatMap((hook) => nonEmptyOf(hook['path']) ?? []),
];
