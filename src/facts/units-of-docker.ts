import { isUnavailable, type Unavailable } from '#core/answer';
import type { ReadableHost } from '#core/host';
import { parseSystemctlShow, type SystemdUnit } from '#parse/systemctl-show';

/** The units that make Docker run, as systemd sees them. */
export interface DockerUnits {
  readonly docker: SystemdUnit | undefined;
  readonly socket: SystemdUnit | undefined;
  readonly containerd: SystemdUnit | undefined;
}

const UNITS = ['docker.service', 'docker.socket', 'containerd.service'] as const;

/** It failed: for good, or it is started again and again and fails each time. */
export const isFailing = (unit: SystemdUnit | undefined): boolean =>
  unit?.activeState === 'failed' ||
  unit?.subState?.startsWith('auto-restart') === true ||
  (unit?.activeState === 'activating' && (unit.nRestarts ?? 0) > 0);

/** Asks systemd anew; for a look that waits for the units to come up. */
export const readDockerUnits = async (host: ReadableHost): Promise<DockerUnits | Unavailable> => {
  const output = await host.query(['systemctl', 'show', ...UNITS]);
  if (isUnavailable(output)) return output;
  const units = parseSystemctlShow(output.stdout);
  // A unit that does not exist is shown as well, with LoadState=not-found.
  const find = (id: string): SystemdUnit | undefined =>
    units.find((unit) => unit.id === id && unit.loadState !== 'not-found');
  return {
    docker: find('docker.service'),
    socket: find('docker.socket'),
    containerd: find('containerd.service'),
  };
};
