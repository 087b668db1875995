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
  'net-bridge-gone': code<{ readonly bridge: string; readonly own: boolean }>({
    severity: 'error',
    message: ({ bridge }) =>
      `No container gets a network: the engine's bridge ${bridge} does not exist any more.`,
    cause: () =>
      'Something deleted the bridge while the engine ran; a network script does that, and so does a second dockerd that is started with --bridge=none.',
    consequence: () => 'No container starts on that network, and those on it are cut off.',
    remedy: ({ bridge, own }) =>
      own
        ? 'Restart the engine, which makes its bridge anew.'
        : `Make ${bridge} again the way it was made (the engine does not make a bridge of that name), then restart the engine.`,
    leadsTo: ['round-trip-failed'],
  }),
  'net-rules-flushed': code<{ readonly detail: string }>({
    severity: 'error',
    message: ({ detail }) => `No container gets a network: the engine's firewall rules are gone: ${detail}.`,
    cause: () =>
      "The engine's chains were removed while it ran, as a reload of firewalld, ufw or nftables does, or iptables -F.",
    consequence: () =>
      'Containers that publish a port do not start, those that run reach no other network, and new networks cannot be made.',
    remedy: () =>
      'Restart the engine, which makes its rules anew. So that it does not come back, let the engine start after the firewall (After=firewalld.service nftables.service in its unit), and restart it after each reload.',
    leadsTo: [
      'round-trip-failed',
      'net-forward-drop',
      'net-egress-blocked',
      'net-rules-emptied',
      'net-published-unreachable',
      'dns-loopback-stub',
      'dns-container-unanswered',
    ],
  }),
  'round-trip-unpublished': code<{ readonly detail: string; readonly log: string }>({
    severity: 'warning',
    message: ({ detail }) => `A container runs, but not one that publishes a port: ${detail}.`,
    cause: () =>
      'The engine could not make the rules of its firewall, or start its proxy (docker-proxy, rootlesskit), for the port.',
    consequence: () => 'docker run -p and Compose services with ports do not start.',
    remedy: ({ log }) => `Cure what the engine names; its log has more of it: ${log}`,
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

/** What had been reached, and no guess at the rest: the engine's own words say what stood in the way. */
const CAUSES: Readonly<Record<Stage, string>> = {
  import: 'It answers, but did not store an image.',
  create: 'It has the image, but did not make a container of it.',
  attach: 'The container was made, but the engine did not attach to it.',
  start: 'The container was made, but did not start.',
  wait: 'The container was started, and the engine lost sight of it.',
  output: 'The container ran, and its output did not come.',
  remove: 'The container ran, and could not be taken away.',
};

const outputText = (output: string, greeted: boolean): string => {
  if (greeted) return 'its output breaks off';
  return output === '' ? 'nothing of its output came' : `it said something else: ${output}`;
};
