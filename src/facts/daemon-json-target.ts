import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { FileEdit } from '#core/file-edit';
import type { ProposalRequest } from '#core/fix';
import type { EngineAddress, ReadableHost } from '#core/host';
import { applyEdit } from '#parse/apply-edit';
import type { DaemonJson } from '#parse/daemon-json';
import { correctionOf } from '#parse/daemon-json-corrections';
import { type DaemonJsonReader, judgeDaemonJson, wouldTake } from '#parse/daemon-json-verdict';
import { isMalformed } from '#parse/malformed';
import { compact } from '#parse/text';
import { majorOf } from '#parse/version';
import { containerName } from './container-name.ts';
import { type DaemonConfig, daemonConfig } from './daemon-config.ts';
import { daemonFlags } from './daemon-flags.ts';
import { dockerUnits } from './docker-units.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { dockerService, type EngineService, engineService } from './engine-service.ts';
import { findProgram, installation, STANDARD } from './installation.ts';
import { localEngine } from './local-engine.ts';
import { serviceManager } from './service-manager.ts';

/** All that an edit of daemon.json has to know. */
export interface DaemonJsonTarget {
  readonly path: string;
  /** As it was read, without its secrets; `undefined`: there is no such file. */
  readonly text: string | undefined;
  /** Who reads it: whoever changes the file holds the result against these rules first. */
  readonly reader: DaemonJsonReader;
  /** The one edit after which the engine takes the file; absent where it does already, and where only its author can tell. */
  readonly correction?: FileEdit;
  readonly running: boolean;
  /** The engine that reads it is the one that was asked, so that what this one says is about the file. */
  readonly inUse?: EngineAddress;
  /** The service that reads it; absent where nothing here starts the engine. */
  readonly service?: EngineService;
  /** The program that reads it, where it is this host's. */
  readonly dockerd?: { readonly path: string; readonly major: number };
  /** Names of the running containers; absent where the engine does not say. */
  readonly interrupts?: readonly string[];
}

export const daemonJsonTarget = defineFact({
  id: 'daemon-json-target',
  summary: 'what an edit of daemon.json has to know: its text, its reader, and what a restart interrupts',
  needs: {
    daemonConfig,
    localEngine,
    installation,
    serviceManager,
    daemonFlags: optional(daemonFlags),
    engineService: optional(engineService),
    dockerUnits: optional(dockerUnits),
    engineInUse: optional(engineInUse),
    engineContainers: optional(engineContainers),
  },
  collect: async (host, needs): Promise<DaemonJsonTarget | Unavailable> => {
    const { daemonConfig: config, localEngine: local, installation, serviceManager } = needs;
    if (config.isDirectory) return unavailable('malformed', config.path, 'it is a directory');
    const service = local.selected
      ? ifAvailable(needs.engineService)
      : dockerService(serviceManager, installation, ifAvailable(needs.dockerUnits));
    const version = config.engineVersion;
    const inUse = ifAvailable(needs.engineInUse);
    const isOurs = inUse?.id === local.id;
    const containers = isOurs ? ifAvailable(needs.engineContainers) : undefined;
    const reader = compact({ engineVersion: version, flags: ifAvailable(needs.daemonFlags) });
    const nvidiaRuntime = await nvidiaRuntimeFor(host, config);
    const correction =
      config.text === undefined
        ? undefined
        : correctionOf(config.text, { ...reader, ...compact({ nvidiaRuntime }) });
    return {
      path: config.path,
      text: config.text,
      reader,
      running: local.activity !== 'stopped',
      ...compact({ correction, service, inUse: isOurs ? inUse.address : undefined }),
      ...(installation.dockerd === undefined || version === undefined
        ? {}
        : { dockerd: { path: installation.dockerd, major: majorOf(version) ?? 0 } }),
      ...compact({
        interrupts: containers?.filter(({ State }) => State === 'running').map(containerName),
      }),
    };
  },
});

/** Looked for only where the file makes that runtime the default and does not say where it is. */
const nvidiaRuntimeFor = async (
  host: ReadableHost,
  { problems }: DaemonConfig,
): Promise<string | undefined> =>
  problems.some((one) => one.problem === 'default-runtime-missing' && one.runtime === 'nvidia')
    ? findProgram(host, STANDARD, 'nvidia-container-runtime')
    : undefined;

/** What the file says, where it is one that the engine takes. */
export const settingsOf = ({ text, reader }: DaemonJsonTarget): DaemonJson | undefined => {
  const { content } = judgeDaemonJson(text ?? '{}', reader);
  return isMalformed(content) ? undefined : content;
};

/** These proposals, without those whose file the engine would refuse, and none where nothing here has it read. */
export const whereTaken = (
  target: DaemonJsonTarget | Unavailable,
  propose: (target: DaemonJsonTarget) => ProposalRequest | undefined,
): readonly ProposalRequest[] => {
  if (isUnavailable(target) || !isRead(target)) return [];
  const request = propose(target);
  return request !== undefined && leavesWhatIsTaken(request, target) ? [request] : [];
};

/** Desktop and the snap read a file of their own; where no service starts the engine, nobody here can restart it. */
const isRead = ({ service }: DaemonJsonTarget): boolean =>
  service !== undefined &&
  !['desktop', 'launchd', 'none'].includes(service.manager) &&
  !service.unit.startsWith('snap.');

const leavesWhatIsTaken = (
  { proposal }: ProposalRequest,
  { path, text, reader }: DaemonJsonTarget,
): boolean =>
  proposal.steps.every((step) => {
    if (step.kind !== 'edit-file' || step.path !== path) return true;
    const edited = applyEdit(text, step.edit);
    return (
      edited.kind === 'edited' && edited.text !== text && wouldTake(judgeDaemonJson(edited.text, reader))
    );
  });
