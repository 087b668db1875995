import { ifAvailable, isUnavailable } from '#core/answer';
import { type ProposalRequest, propose } from '#core/fix';
import type { Endpoint } from '#facts/endpoints';
import { isDefaultSocket } from '#facts/local-socket';
import { installDocker } from '#fixes/install-docker';
import { restartDocker } from '#fixes/restart-docker';
import { startDocker } from '#fixes/start-docker';
import { installCommand, systemToInstallOn } from './socket.install.ts';
import { type Daemon, daemonOf, named } from './socket.processes.ts';
import type { Finding, Surroundings } from './socket.surroundings.ts';

/** No socket: no engine, one that does not run, or one that runs and has lost it. */
export const missing = (path: string, endpoint: Endpoint, around: Surroundings): Finding => {
  const { selected, installation, platform, manager } = around;
  const isUsual = isDefaultSocket(path);
  const starting = endpoint.starting?.unit;
  const daemon = starting === undefined ? daemonOf(path, around) : undefined;
  const installed = installation.dockerd !== undefined || installation.dockerSnap;
  if (isUsual && !installed && installation.podman === undefined && daemon === undefined) {
    const params = { command: installCommand(ifAvailable(platform)) };
    const system = systemToInstallOn(ifAvailable(platform));
    const fixes =
      system === undefined || isUnavailable(manager)
        ? {}
        : { fixes: [propose(installDocker, { ...system, manager })] };
    return { code: 'engine-not-installed', subject: 'this host', params, ...fixes };
  }
  const origin = isUsual ? undefined : selected.origin;
  const process = daemon && named(daemon.process);
  const params = { path, origin, installed, starting, process, elsewhere: daemon?.elsewhere ?? [] };
  const fixes = daemon === undefined ? starts(endpoint, around) : restarts(daemon, around);
  return { code: 'sock-missing', subject: path, params, fixes };
};

/** What is on its way up needs no start. */
export const starts = ({ starting }: Endpoint, { service }: Surroundings): readonly ProposalRequest[] =>
  isUnavailable(service) || starting !== undefined ? [] : [propose(startDocker, service)];

/** A start would find it running; one that listens elsewhere would do so again. */
const restarts = ({ elsewhere }: Daemon, { service }: Surroundings): readonly ProposalRequest[] =>
  isUnavailable(service) || elsewhere.length > 0 ? [] : [propose(restartDocker, service)];
