import { ifAvailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ServiceManager } from '#core/fix';
import type { SystemdUnit } from '#parse/systemctl-show';
import { dockerUnits } from './docker-units.ts';
import { type Installation, installation } from './installation.ts';
import { isDefaultSocket, socketPathOf } from './local-socket.ts';
import { selectedEndpoint } from './selected-endpoint.ts';
import { serviceManager } from './service-manager.ts';
import type { DockerUnits } from './units-of-docker.ts';

/** The service that makes an engine run, in the words of the fixes that start it. */
export interface EngineService {
  readonly manager: ServiceManager;
  readonly unit: string;
  readonly socketUnit?: string;
  /** systemd keeps a record of its failures, which must be cleared before it starts again. */
  readonly resetFailed: boolean;
}

export const engineService = defineFact({
  id: 'engine-service',
  summary: 'the service behind the selected engine',
  needs: { selectedEndpoint, installation, serviceManager, dockerUnits: optional(dockerUnits) },
  collect: async (
    _host,
    { selectedEndpoint, installation, serviceManager, dockerUnits },
  ): Promise<EngineService | Unavailable> => {
    const path = socketPathOf(selectedEndpoint);
    const service = isDefaultSocket(path)
      ? dockerService(serviceManager, installation, ifAvailable(dockerUnits))
      : otherService(path, serviceManager);
    return service ?? unavailable('absent', 'service of the selected engine', 'no service of this host');
  },
});

/** The service of this host's own Docker Engine; none where Docker Engine is not installed. */
export const dockerService = (
  manager: ServiceManager,
  { dockerd, dockerSnap }: Installation,
  units: DockerUnits | undefined,
): EngineService | undefined => {
  if (manager === 'desktop' || manager === 'launchd') return { manager, unit: 'docker', resetFailed: false };
  if (manager === 'systemd') return systemdService({ dockerd, dockerSnap }, units);
  return dockerd === undefined ? undefined : { manager, unit: 'docker', resetFailed: false };
};

type Installed = Pick<Installation, 'dockerSnap'> & { readonly dockerd: string | undefined };

const systemdService = (
  { dockerd, dockerSnap }: Installed,
  units: DockerUnits | undefined,
): EngineService | undefined => {
  const base = {
    manager: 'systemd',
    resetFailed: hasFailed(units?.docker) || hasFailed(units?.socket),
  } as const;
  if (dockerd === undefined && units?.docker === undefined)
    return dockerSnap ? { ...base, unit: 'snap.docker.dockerd.service', resetFailed: false } : undefined;
  return {
    ...base,
    unit: 'docker.service',
    ...(units?.socket === undefined ? {} : { socketUnit: 'docker.socket' }),
  };
};

const hasFailed = (unit: SystemdUnit | undefined): boolean => unit?.activeState === 'failed';

/** Engines of a user, and Podman: told by where their sockets lie. */
const otherService = (path: string | undefined, manager: ServiceManager): EngineService | undefined => {
  if (path === undefined) return undefined;
  if (manager === 'desktop') return { manager, unit: 'docker', resetFailed: false };
  if (manager !== 'systemd') return undefined;
  if (path === '/run/podman/podman.sock') return { manager, unit: 'podman.socket', resetFailed: false };
  const unit = USER_UNITS.find(([pattern]) => pattern.test(path))?.[1];
  return unit === undefined ? undefined : { manager: 'systemd-user', unit, resetFailed: false };
};

const USER_UNITS: readonly (readonly [path: RegExp, unit: string])[] = [
  [/^\/run\/user\/\d+\/docker\.sock$/, 'docker.service'],
  [/^\/run\/user\/\d+\/podman\/podman\.sock$/, 'podman.socket'],
  [/\/\.docker\/(desktop|run)\/docker\.sock$/, 'docker-desktop.service'],
];
