import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { parseWholeCopy, type WholeCopy } from '#parse/dockerfile';
import { identity } from './identity.ts';

/** A build in the working directory whose cache is lost more often than its sources change. */
export interface BuildContext extends WholeCopy {
  readonly path: string;
  /** What stands in the directory, changes by itself and goes into the image: `.git`, `node_modules`. */
  readonly restless: readonly string[];
}

const RESTLESS = ['.git', 'node_modules'];

/** `undefined`: no Dockerfile here, or nothing that spoils its cache. */
export const buildContext = defineFact({
  id: 'build-context',
  summary: 'whether the Dockerfile of the working directory takes in what changes by itself',
  needs: { identity },
  collect: async (host, { identity: { workingDirectory } }): Promise<BuildContext | undefined> => {
    const names = await host.list(workingDirectory);
    if (isUnavailable(names) || !names.includes('Dockerfile')) return undefined;
    if (names.includes('.dockerignore') || names.includes('Dockerfile.dockerignore')) return undefined;
    const restless = RESTLESS.filter((name) => names.includes(name));
    if (restless.length === 0) return undefined;
    const path = `${workingDirectory}/Dockerfile`;
    const text = await host.readFile(path);
    const copy = isUnavailable(text) ? undefined : parseWholeCopy(text);
    return copy === undefined ? undefined : { ...copy, path, restless };
  },
});
