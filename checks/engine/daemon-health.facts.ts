import { optional, type ValuesOf } from '#core/fact';
import { bridgeFilter } from '#facts/bridge-filter';
import { containerRoundTrip } from '#facts/container-round-trip';
import { daemonConfig } from '#facts/daemon-config';
import { daemonFlags } from '#facts/daemon-flags';
import { daemonJournal } from '#facts/daemon-journal';
import { daemonJsonTarget } from '#facts/daemon-json-target';
import { deadContainers } from '#facts/dead-containers';
import { descriptorLimit } from '#facts/descriptor-limit';
import { hostGroups } from '#facts/docker-group';
import { dockerUnits } from '#facts/docker-units';
import { engineContainers } from '#facts/engine-containers';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { engineKills } from '#facts/engine-kills';
import { engineProcesses } from '#facts/engine-processes';
import { freeAddresses } from '#facts/free-addresses';
import { identity } from '#facts/identity';
import { installation } from '#facts/installation';
import { ipForwarding } from '#facts/ip-forwarding';
import { localEngine } from '#facts/local-engine';
import { otherEngines } from '#facts/other-engines';
import { pidFile } from '#facts/pid-file';
import { podmanInfo } from '#facts/podman-info';
import { runtimePrograms } from '#facts/runtime-programs';
import { serviceManager } from '#facts/service-manager';
import { startObstacles } from '#facts/start-obstacles';
import { storageDriverData } from '#facts/storage-driver-data';
import { sysctlFiles } from '#facts/sysctl-files';

/** Nearly all may be missing: an engine that does not run is exactly what is asked about. */
export const daemonNeeds = {
  identity,
  installation,
  local: localEngine,
  inUse: optional(engineInUse),
  info: optional(engineInfo),
  containers: optional(engineContainers),
  dead: optional(deadContainers),
  processes: optional(engineProcesses),
  others: optional(otherEngines),
  podman: optional(podmanInfo),
  manager: optional(serviceManager),
  units: optional(dockerUnits),
  flags: optional(daemonFlags),
  config: optional(daemonConfig),
  target: optional(daemonJsonTarget),
  free: optional(freeAddresses),
  driverData: optional(storageDriverData),
  pidFile: optional(pidFile),
  obstacles: optional(startObstacles),
  groups: optional(hostGroups),
  words: optional(daemonJournal),
  kills: optional(engineKills),
  runtimes: optional(runtimePrograms),
  limit: optional(descriptorLimit),
  trip: optional(containerRoundTrip),
  forwards: optional(ipForwarding),
  forwarding: optional(sysctlFiles),
  bridge: optional(bridgeFilter),
};

export type DaemonFacts = ValuesOf<typeof daemonNeeds>;
