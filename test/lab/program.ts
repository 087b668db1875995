import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where every host finds the program under test. */
export const PROGRAM = '/opt/dockmedic';

/** What is laid into each host: the built program, frozen as it is now, and the name server of the host's network. */
export const packProgram = async (repository: string, folder: string): Promise<string> => {
  const program = join(folder, 'program');
  await rm(program, { recursive: true, force: true });
  await mkdir(program, { recursive: true });
  await cp(join(repository, 'dist'), join(program, 'dist'), { recursive: true });
  await cp(join(repository, 'package.json'), join(program, 'package.json'));
  await cp(join(repository, 'test/engine/support/dns-server.mjs'), join(program, 'resolver.mjs'));
  await writeFile(join(program, 'node'), ''); // what Node's own binary is mounted on
  return program;
};
