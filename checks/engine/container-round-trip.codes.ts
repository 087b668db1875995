import { code } from '#core/finding';

const CONSEQUENCE = (): string =>
  'No container can be relied on to run on this engine: docker run, Compose, act.';

export type Stage = 'import' | 'create' | 'attach' | 'start' | 'wait' | 'output' | 'remove';

/** The sentences of `engine/container-round-trip`. */
export const containerRoundTripCodes = {
  'round-trip-failed': code<{ readonly stage: Stage; readonly detail: string; readonly log: string }>({
    severity: 'error',
    message: ({ stage, detail }) => `No container runs; the engine failed at ${stage}: ${detail}.`,
    cause: ({ stage }) => CAUSES[stage],
    consequence: CONSEQUENCE,
    remedy: ({ log }) => `The engine's log has more of it: ${log}`,
  }),
  'runtime-binary-missing': code<{ readonly detail: string }>({
    severity: 'error',
    message: ({ detail }) => `A program that runs containers is missing on the engine's host: ${detail}.`,
    cause: () =>
      'runc, crun or containerd-shim was removed, or packages of two sources (docker.io and containerd.io) are mixed.',
    consequence: () => 'The engine answers, but no container starts.',
    remedy: () =>
      'Reinstall the engine together with its runtime, all from one source: docker.io with runc, or docker-ce with containerd.io.',
    leadsTo: ['round-trip-failed'],
  }),
  'round-trip-output-missing': code<{
    readonly exitCode: number | undefined;
    readonly output: string;
    readonly greeted: boolean;
  }>({
    severity: 'error',
    message: ({ exitCode, output, greeted }) =>
      `The container ended with exit code ${exitCode ?? 'unknown'}, but ${outputText(output, greeted)}.`,
    cause: ({ greeted }) =>
      greeted
        ? 'The program was stopped before its end, or the engine lost part of what it wrote.'
        : 'The engine started something else, could not run programs of this machine, or lost what the program wrote.',
    consequence: () => 'Programs in containers do not run to their end, or their output is lost.',
    remedy: () =>
      "Look at the engine's log. On an emulated architecture, check that binfmt_misc has its emulator registered.",
  }),
  'round-trip-leftover': code<{ readonly left: string; readonly command: string }>({
    severity: 'warning',
    message: ({ left }) => `dockmedic's own ${left} could not be removed.`,
    cause: () => 'The engine refused, or stopped answering, while the probe was taken away.',
    consequence: () => 'It is tiny and does nothing, but the engine may be unable to remove others as well.',
    remedy: ({ command }) => `Remove it: ${command}`,
  }),
};

const CAUSES: Readonly<Record<Stage, string>> = {
  import: 'It answers, but cannot store an image.',
  create: 'It has the image, but cannot make a file system or a network for a container.',
  attach: 'The container exists, but its runtime could not prepare it.',
  start: 'The container exists, but its runtime, its network or its limits could not be set up.',
  wait: 'The container was started, and the engine lost sight of it.',
  output: 'The container ran, and its output did not come.',
  remove: 'The container ran, and could not be taken away.',
};

const outputText = (output: string, greeted: boolean): string => {
  if (greeted) return 'its output breaks off';
  return output === '' ? 'nothing of its output came' : `it said something else: ${output}`;
};
