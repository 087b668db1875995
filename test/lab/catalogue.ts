import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Fault } from './fault.ts';
import { FIRST, type Generation } from './generations.ts';

const here = dirname(fileURLToPath(import.meta.url));

/** Every fault and every healthy host: whatever the files of these folders export by default. */
export const allFaults = async (): Promise<readonly Fault[]> => {
  const files = (
    await Promise.all(
      ['faults', 'healthy'].map(async (folder) =>
        (
          await readdir(join(here, folder)).catch(() => [])
        )
          .filter((name) => name.endsWith('.ts') && !name.startsWith('_'))
          .map((name) => join(here, folder, name)),
      ),
    )
  ).flat();
  const faults = await Promise.all(files.toSorted().map(faultIn));
  return faults.flat().toSorted((one, other) => one.code.localeCompare(other.code));
};

const faultIn = async (file: string): Promise<readonly Fault[]> => {
  // Files of these folders export what `defineFault` gives, or a list of it; the compiler holds them to it.
  const module = (await import(pathToFileURL(file).href)) as { readonly default?: Fault | readonly Fault[] };
  if (module.default === undefined) throw new Error(`${file} exports no fault by default`);
  return [module.default].flat();
};

/** `sock-missing` chooses all its forms, `sock-missing/socket-unit-stopped` one of them. */
export const chosen = (faults: readonly Fault[], wanted: readonly string[]): readonly Fault[] => {
  const isWanted = ({ code }: Fault): boolean =>
    wanted.length === 0 || wanted.some((one) => code === one || code.startsWith(`${one}/`));
  const unknown = wanted.filter(
    (one) => !faults.some(({ code }) => code === one || code.startsWith(`${one}/`)),
  );
  if (unknown.length > 0) throw new Error(`No such fault in the lab: ${unknown.join(', ')} (see --list)`);
  return faults.filter(isWanted);
};

/** One fault on one generation of engines. */
export interface Trial {
  readonly fault: Fault;
  readonly generation: Generation;
}

/** The faults that are made in these generations, generation by generation. */
export const trialsOf = (faults: readonly Fault[], generations: readonly Generation[]): readonly Trial[] =>
  generations.flatMap((generation) =>
    faults
      .filter(({ engines = [FIRST] }) => engines === 'all' || engines.includes(generation.id))
      .map((fault) => ({ fault, generation })),
  );
