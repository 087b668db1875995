/** Who may import whom. A folder may always import itself; what stands nowhere here may import nothing.
 *  Changing a line is a change of the design: do it in a commit that says why. */
export interface ImportRule {
  /** Folders whose values and types may be used. */
  readonly folders: readonly string[];
  /** Folders of which types alone may be used. */
  readonly types?: readonly string[];
  /** Packages, by name; `node:*` are Node's own modules. */
  readonly packages?: readonly string[];
}

export const IMPORT_RULES: Readonly<Record<string, ImportRule>> = {
  core: { folders: [] },
  parse: { folders: ['core'], packages: ['jsonc-parser', 'valibot', 'yaml'] },
  host: { folders: ['core'], packages: ['execa', 'dockerode', 'systeminformation', 'node:*'] },
  facts: { folders: ['core', 'parse'] },
  fixes: { folders: ['core'], types: ['facts', 'parse'] },
  checks: { folders: ['core', 'facts', 'fixes'], types: ['parse'], packages: ['semver'] },
  engine: { folders: ['core', 'parse'], packages: ['diff'] },
  report: { folders: ['core'] },
  ui: { folders: ['core', 'report'], packages: ['ink', 'react'] },
};

/** The composition root: it may import everything, and it alone touches the process. */
export const COMPOSITION_ROOT = /^src\/(bin\.ts$|cli\.ts$|cli\/)/;

/** Each of these is hidden behind one file of ours, so that it can be replaced there. */
export const SINGLE_FILE_PACKAGES = ['execa', 'dockerode', 'systeminformation'];

/** Modules that give the same access as the globals that only the composition root may touch. */
export const FORBIDDEN_MODULES = ['node:process', 'node:console', 'process', 'console'];

export const GLOBALS_OF_THE_ROOT = ['process', 'console'];
