import { isUnavailable } from '#core/answer';
import type { ServiceManager } from '#core/fix';
import type { EngineAddress, ReadableHost } from '#core/host';
import type { SystemdUnit } from '#parse/systemctl-show';
import { type EndpointProbe, type EndpointState, probeEndpoint } from './endpoint-state.ts';
import { isDefaultSocket } from './local-socket.ts';
import { readDockerUnits } from './units-of-docker.ts';

/** How long, in milliseconds, an engine on its way up is waited for; less than the deadline of the fact. */
const PATIENCE_MS = 9000;
const FIRST_PAUSE_MS = 100;

/** Opens Docker's own socket. Where it does not answer while its units are on their way up, the refusal is one of
 *  the moment: it is opened again, with growing pauses. Units are asked for only then, so that an engine that
 *  answers costs no subprocess. */
export const probeUntilStarted = async (
  host: ReadableHost,
  address: EngineAddress,
  manager: ServiceManager | undefined,
): Promise<EndpointProbe> => {
  const startedMs = performance.now();
  let probe = await probeEndpoint(host, address);
  if (manager !== 'systemd' || address.kind !== 'unix' || !isDefaultSocket(address.path)) return probe;
  // systemd held the socket of an engine that it could not start, gave up while we waited, and closed it: look again.
  if (probe.state.kind === 'not-http') probe = await probeEndpoint(host, address);
  for (let pauseMs = FIRST_PAUSE_MS; mayBeTransient(probe.state); pauseMs *= 2) {
    const unit = await startingUnit(host);
    if (unit === undefined) return probe;
    const elapsedMs = performance.now() - startedMs;
    // In a recording time stands still.
    if (elapsedMs + pauseMs > PATIENCE_MS || host.target.kind === 'replay')
      return { ...probe, starting: { unit, afterMs: Math.round(elapsedMs) } };
    await sleep(pauseMs);
    probe = await probeEndpoint(host, address);
  }
  return probe;
};

/** Systemd listens for an engine that it starts on demand: then the connection is taken, and nothing comes. */
const mayBeTransient = ({ kind }: EndpointState): boolean =>
  kind === 'missing' || kind === 'refused' || kind === 'hung';

const startingUnit = async (host: ReadableHost): Promise<string | undefined> => {
  const units = await readDockerUnits(host);
  if (isUnavailable(units)) return undefined;
  return [units.docker, units.socket].find(isStarting)?.id;
};

/** Between two attempts of a unit that keeps failing (`auto-restart`), nothing is starting. */
const isStarting = (unit: SystemdUnit | undefined): boolean =>
  (unit?.activeState === 'activating' || unit?.activeState === 'reloading') &&
  unit.subState?.startsWith('auto-restart') !== true;

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
