import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Trial } from './catalogue.ts';
import { type Doctor, doctorOf } from './doctor.ts';
import type { Generation } from './generations.ts';
import { LabHost } from './host.ts';
import { imageOf } from './image.ts';
import { cacheFolder, OuterEngine } from './outer.ts';
import { packProgram } from './program.ts';
import { notMade, tryFault, type Verdict } from './runner.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** How many hosts are up at a time when nobody says: one more than there are cores, since a host waits a third of its time. */
export const JOBS = availableParallelism() + 1;

interface TrialOptions {
  /** The host stays, for looking. */
  readonly keep?: boolean;
}

/** The outer engine with its images and the program under test: where hosts come from. */
export class Lab {
  readonly outer: OuterEngine;
  readonly #program: string;
  readonly #doctor: Doctor;
  readonly #images: ReadonlyMap<Generation, string>;
  readonly #say: (line: string) => void;

  private constructor(
    outer: OuterEngine,
    program: string,
    doctor: Doctor,
    images: ReadonlyMap<Generation, string>,
    say: (line: string) => void,
  ) {
    this.outer = outer;
    this.#program = program;
    this.#doctor = doctor;
    this.#images = images;
    this.#say = say;
  }

  static async open(generations: readonly Generation[], say: (line: string) => void): Promise<Lab> {
    const outer = await OuterEngine.open(cacheFolder(process.env), process.pid);
    try {
      const images = new Map<Generation, string>();
      for (const generation of generations) images.set(generation, await imageOf(outer, generation, say));
      const program = await packProgram(repository, outer.folder);
      return new Lab(outer, program, await doctorOf(program), images, say);
    } catch (error) {
      await outer.close();
      throw error;
    }
  }

  /** From a fresh host to the verdict; the host is removed, unless it is to be kept. */
  async tryOne({ fault, generation }: Trial, { keep = false }: TrialOptions = {}): Promise<Verdict> {
    const start = performance.now();
    let host: LabHost | undefined;
    try {
      host = await this.#host(generation);
      return {
        ...(await tryFault(fault, host, this.#doctor)),
        generation,
        wallMs: performance.now() - start,
      };
    } catch (error) {
      return { ...notMade(fault, error), generation, wallMs: performance.now() - start };
    } finally {
      if (!keep) await host?.close();
    }
  }

  /** A host that does not come up says nothing about the program: it gets one more try, which no verdict gets. */
  async #host(generation: Generation): Promise<LabHost> {
    try {
      return await this.#bringUp(generation);
    } catch (error) {
      this.#say(`a host did not come up, once more with a fresh one: ${messageOf(error)}`);
      return this.#bringUp(generation);
    }
  }

  async #bringUp(generation: Generation): Promise<LabHost> {
    const image = this.#images.get(generation);
    if (image === undefined) throw new Error(`No image of Docker ${generation.id} was built`);
    const host = await LabHost.start(this.outer, image, this.#program, process.execPath);
    try {
      await host.ready();
      return host;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.outer.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
