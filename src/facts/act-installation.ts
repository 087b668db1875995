import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseActVersion } from '#parse/act-version';
import { identity } from './identity.ts';
import { installation } from './installation.ts';

export interface ActInstallation {
  readonly path: string;
  /** Absent when the program did not say one; `answer` then tells what it said instead. */
  readonly version?: string;
  readonly answer: string;
}

const TIMEOUT_MS = 3000;

/** `undefined`: act is not installed. */
export const actInstallation = defineFact({
  id: 'act-installation',
  summary: 'act and its version (act --version)',
  needs: { identity, installation },
  collect: async (host, { identity: { home }, installation }): Promise<ActInstallation | undefined> => {
    const path = installation.act ?? (await ofGithubCli(host, home));
    if (path === undefined) return undefined;
    const output = await host.query([path, '--version'], { timeoutMs: TIMEOUT_MS });
    if (isUnavailable(output)) return { path, answer: output.detail };
    const text = output.stdout.trim() || output.stderr.trim() || `exit code ${output.exitCode}`;
    const version = parseActVersion(text);
    return { path, answer: text, ...(version === undefined ? {} : { version }) };
  },
});

/** `gh extension install nektos/gh-act` puts it where no PATH leads. */
const ofGithubCli = async (host: ReadableHost, home: string | undefined): Promise<string | undefined> => {
  if (home === undefined) return undefined;
  const path = `${home}/.local/share/gh/extensions/gh-act/gh-act`;
  const stat: { readonly type: string } | Unavailable = await host.stat(path);
  return isUnavailable(stat) || stat.type !== 'file' ? undefined : path;
};
