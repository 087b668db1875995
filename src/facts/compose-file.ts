import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { type ComposeFile, parseComposeFile } from '#parse/compose-file';
import type { Malformed } from '#parse/malformed';
import { composeProject } from './compose-project.ts';

export interface ReadComposeFile {
  readonly path: string;
  readonly directory: string;
  /** Absent where a second file may change what the first says. */
  readonly content?: ComposeFile | Malformed;
  readonly override?: string;
}

const MAX_BYTES = 1024 * 1024;

/** `undefined`: nobody stands in a Compose project. */
export const composeFile = defineFact({
  id: 'compose-file',
  summary: 'the Compose file of the working directory',
  needs: { composeProject },
  collect: async (host, { composeProject }): Promise<ReadComposeFile | undefined | Unavailable> => {
    const { directory, file } = composeProject;
    if (file === undefined) return undefined;
    const path = `${directory}/${file}`;
    const [text, names] = await Promise.all([
      host.readFile(path, { maxBytes: MAX_BYTES }),
      host.list(directory),
    ]);
    const override = isUnavailable(names)
      ? undefined
      : names.find((name) => /^(?:docker-)?compose\.override\.ya?ml$/.test(name));
    if (override !== undefined) return { path, directory, override };
    return isUnavailable(text) ? text : { path, directory, content: parseComposeFile(text) };
  },
});
