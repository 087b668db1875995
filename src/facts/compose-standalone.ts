import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseComposeVersion, parsePythonPackages, parsePythonShebang } from '#parse/compose-v1';
import { identity } from './identity.ts';
import { findProgram } from './installation.ts';

/** The program `docker-compose`, which is Compose v1 or v2 besides the plugin. */
export interface ComposeStandalone {
  readonly path: string;
  readonly version?: string;
  /** The last line of what it said instead of a version. */
  readonly failure?: string;
  /** Of a Python script: the packages with which its interpreter would run it. */
  readonly packages?: { readonly requests: string; readonly dockerPy: string };
  readonly isPython: boolean;
}

/** A Python that starts from a cold disk takes its time. */
const TIMEOUT_MS = 6000;
const SCRIPT_BYTES = 16_384;
const PACKAGES = 'import importlib.metadata as m; print(m.version("requests"), m.version("docker"))';

/** `undefined`: there is none. */
export const composeStandalone = defineFact({
  id: 'compose-standalone',
  summary: 'the program docker-compose and its version',
  needs: { identity },
  timeoutMs: 14_000,
  collect: async (host, { identity }): Promise<ComposeStandalone | undefined | Unavailable> => {
    const directories = (identity.environment['PATH'] ?? '').split(':').filter((one) => one.startsWith('/'));
    const path = await findProgram(host, directories, 'docker-compose');
    if (path === undefined) return undefined;
    const [output, text] = await Promise.all([
      host.query([path, 'version', '--short'], { timeoutMs: TIMEOUT_MS }),
      host.readFile(path, { maxBytes: SCRIPT_BYTES }),
    ]);
    if (isUnavailable(output)) return output;
    const python = isUnavailable(text) ? undefined : parsePythonShebang(text);
    const version = parseComposeVersion(output.stdout);
    const packages = python === undefined ? undefined : await packagesOf(host, python);
    return {
      path,
      isPython: python !== undefined,
      ...(version === undefined
        ? { failure: lastLine(output.stderr) || `exit code ${output.exitCode}` }
        : { version }),
      ...(packages === undefined ? {} : { packages }),
    };
  },
});

const packagesOf = async (
  host: ReadableHost,
  python: readonly [string, ...string[]],
): Promise<ComposeStandalone['packages']> => {
  const output = await host.query([...python, '-c', PACKAGES], { timeoutMs: TIMEOUT_MS });
  return isUnavailable(output) ? undefined : parsePythonPackages(output.stdout);
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
