import { ifAvailable, isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { isJson, repairJson } from '#parse/json-repair';
import { majorOf } from '#parse/version';
import { containerName } from './container-name.ts';
import { daemonConfig } from './daemon-config.ts';
import { dockerUnits } from './docker-units.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { dockerService, type EngineService, engineService } from './engine-service.ts';
import { installation } from './installation.ts';
import { localEngine } from './local-engine.ts';
import { serviceManager } from './service-manager.ts';

/** All that an edit of daemon.json has to know. */
export interface DaemonJsonTarget {
  readonly path: string;
  /** As it was read, without its secrets; `undefined`: there is no such file. */
  readonly text: string | undefined;
  /** It is no JSON, and there is one way alone to make it JSON. */
  readonly correctable: boolean;
  readonly running: boolean;
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
    engineService: optional(engineService),
    dockerUnits: optional(dockerUnits),
    engineInUse: optional(engineInUse),
    engineContainers: optional(engineContainers),
  },
  collect: async (_host, needs): Promise<DaemonJsonTarget | Unavailable> => {
    const { daemonConfig: config, localEngine: local, installation, serviceManager } = needs;
    if (config.isDirectory) return unavailable('malformed', config.path, 'it is a directory');
    const service = local.selected
      ? ifAvailable(needs.engineService)
      : dockerService(serviceManager, installation, ifAvailable(needs.dockerUnits));
    const version = config.engineVersion;
    const isOurs = !isUnavailable(needs.engineInUse) && needs.engineInUse.id === local.id;
    return {
      path: config.path,
      text: config.text,
      correctable: isCorrectable(config.text),
      running: local.activity !== 'stopped',
      ...(service === undefined ? {} : { service }),
      ...(installation.dockerd === undefined || version === undefined
        ? {}
        : { dockerd: { path: installation.dockerd, major: majorOf(version) ?? 0 } }),
      ...(isOurs && !isUnavailable(needs.engineContainers)
        ? { interrupts: needs.engineContainers.filter(({ State }) => State === 'running').map(containerName) }
        : {}),
    };
  },
});

const isCorrectable = (text: string | undefined): boolean =>
  text !== undefined && !isJson(text) && (text.trim() === '' || repairJson(text) !== undefined);
