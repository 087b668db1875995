import { isUnavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { parseBakePlatforms, parseComposePlatforms } from '#parse/build-platforms';
import { composeProject } from './compose-project.ts';

/** A file of the working directory that asks for images of several platforms. */
export interface BuildPlatforms {
  readonly path: string;
  readonly platforms: readonly string[];
}

const BAKE = ['docker-bake.hcl', 'docker-bake.json'];

/** `undefined`: no file here asks for more than one. */
export const buildPlatforms = defineFact({
  id: 'build-platforms',
  summary: 'whether the Compose file or bake file of the working directory builds for several platforms',
  needs: { composeProject },
  collect: async (host, { composeProject: { directory, file } }): Promise<BuildPlatforms | undefined> => {
    const read = async (
      name: string,
      parse: (text: string) => readonly string[],
    ): Promise<BuildPlatforms> => {
      const path = `${directory}/${name}`;
      const text = await host.readFile(path);
      return { path, platforms: isUnavailable(text) ? [] : parse(text) };
    };
    const found = await Promise.all([
      ...(file === undefined ? [] : [read(file, parseComposePlatforms)]),
      ...BAKE.map((name) => read(name, parseBakePlatforms)),
    ]);
    return found.find(({ platforms }) => platforms.length > 1);
  },
});
