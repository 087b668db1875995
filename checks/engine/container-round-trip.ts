import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import type { RoundTrip } from '#core/host';
import { formatDuration, oneLine, shortened } from '#core/text';
import { containerRoundTrip, isForbidden } from '#facts/container-round-trip';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { type EngineService, engineService } from '#facts/engine-service';
import { probeOutput } from '#facts/probe-output';
import { restartDocker } from '#fixes/restart-docker';
import type { ProbeOutput } from '#parse/probe-output';
import { containerRoundTripCodes } from './container-round-trip.codes.ts';

type Finding = FindingOf<typeof containerRoundTripCodes>;

export const engineContainerRoundTrip = defineCheck({
  id: 'engine/container-round-trip',
  title: 'A container runs',
  about:
    'An engine may answer every question and still start nothing: no runtime, no space, no network. This check runs a tiny container of its own, reads what it says and removes it; nothing is pulled.',
  symptoms: ['containers do not start', 'docker run fails although the engine answers'],
  needs: {
    engine: engineInUse,
    trip: containerRoundTrip,
    output: probeOutput,
    service: optional(engineService),
  },
  codes: containerRoundTripCodes,
  // A socket proxy or an authorization plugin that lets nobody create containers was put there on purpose: what
  // its users need still works, so it is no fault, and only this look is not possible.
  applies: ({ trip }) =>
    trip.failure !== undefined && isForbidden(trip)
      ? `the engine does not let this user ${trip.failure.stage === 'import' ? 'store images' : 'create containers'} (HTTP ${trip.failure.status}): ${oneLine(shortened(trip.failure.detail, 120))}`
      : true,
  evaluate: ({ engine, trip, output, service }) => ({
    evidence: [stages(engine, trip), ...publishing(trip), ending(trip, output)],
    findings: [...judge(trip, output, { engine, service }), ...leftovers(trip, engine)].map((finding) => ({
      ...finding,
      engine: engine.id,
    })),
  }),
});

type Failure = NonNullable<RoundTrip['failure']>;

const stages = ({ id }: EngineInUse, { stages }: RoundTrip): Evidence => {
  const totalMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const each = stages.map(({ name, durationMs }) => `${name} ${formatDuration(durationMs)}`);
  const observed =
    each.length === 0 ? 'no stage succeeded' : `${each.join(', ')}; ${formatDuration(totalMs)} in all`;
  return { source: `run a container on ${id}`, observed };
};

const ending = ({ failure, exitCode, stdout }: RoundTrip, output: ProbeOutput): Evidence => {
  if (failure !== undefined) return { source: failure.stage, observed: saidBy(failure) };
  const said = output.complete ? 'its greeting and farewell were read' : `read: ${brief(stdout)}`;
  return { source: 'the container', observed: `exit code ${exitCode ?? 'unknown'}, ${said}` };
};

const publishing = ({ unpublished }: RoundTrip): readonly Evidence[] =>
  unpublished === undefined
    ? []
    : [{ source: 'the same with a published port', observed: words(unpublished) }];

const brief = (text: string): string => oneLine(shortened(text, 160)) || 'nothing';

/** The engine's own words, without the full stop that the sentence around them has. */
const words = (detail: string): string => oneLine(shortened(detail.replace(/[.\s]+$/, ''), 400));

const saidBy = ({ detail }: Failure): string => words(detail);

interface Around {
  readonly engine: EngineInUse;
  readonly service: EngineService | Unavailable;
}

const judge = (trip: RoundTrip, output: ProbeOutput, around: Around): readonly Finding[] => {
  const { failure, exitCode, stdout, unpublished } = trip;
  if (failure !== undefined) return [judgeFailure(failure, around)];
  const ports = unpublished === undefined ? [] : [judgePorts(unpublished, around)];
  if (output.complete && exitCode === 0) return ports;
  const params = { exitCode, output: stdout === '' ? '' : brief(stdout), greeted: output.greeted };
  return [...ports, { code: 'round-trip-output-missing', subject: around.engine.id, params }];
};

/** A container runs, and one that publishes a port does not. */
const judgePorts = (detail: string, around: Around): Finding =>
  rulesGone(detail, around) ?? {
    code: 'round-trip-unpublished',
    subject: around.engine.id,
    params: { detail: words(detail), log: logOf(around.engine) },
  };

const judgeFailure = (failure: Failure, around: Around): Finding => {
  const { engine } = around;
  const detail = saidBy(failure);
  if (NO_RUNTIME.test(failure.detail)) {
    return { code: 'runtime-binary-missing', subject: engine.id, params: { detail } };
  }
  const network = networkLost(failure.detail, around);
  if (network !== undefined) return network;
  const { stage } = failure;
  return { code: 'round-trip-failed', subject: engine.id, params: { stage, detail, log: logOf(engine) } };
};

/** What a running engine set up at its start, and somebody took away since. */
const networkLost = (said: string, around: Around): Finding | undefined => {
  if (around.engine.engine !== 'docker') return undefined;
  const bridge = NO_BRIDGE.exec(said)?.[1];
  if (bridge === undefined) return rulesGone(said, around);
  const own = bridge === 'docker0';
  const params = { bridge, own };
  return { code: 'net-bridge-gone', subject: bridge, params, fixes: own ? restarts(around) : [] };
};

const rulesGone = (said: string, around: Around): Finding | undefined => {
  if (around.engine.engine !== 'docker' || !NO_CHAIN.test(said) || NO_MODULE.test(said)) return undefined;
  const params = { detail: words(said) };
  return { code: 'net-rules-flushed', subject: around.engine.id, params, fixes: restarts(around) };
};

/** The service is that of the selected engine; another that was found is not restarted in its stead. */
const restarts = ({ engine, service }: Around): NonNullable<Finding['fixes']> =>
  engine.via !== 'selected' || isUnavailable(service) ? [] : [propose(restartDocker, service)];

const NO_BRIDGE = /could not find bridge ([\w.-]+)/;
const NO_CHAIN = /\bDOCKER\b.*No chain\/target\/match by that name|Chain '?DOCKER[\w-]*'? does not exist/s;
// Without the module xt_addrtype, iptables says the same.
const NO_MODULE = /-m addrtype/;

/** A user's own engine logs to the user's own journal. */
const logOf = ({ id, engine }: EngineInUse): string =>
  id.includes('/run/user/')
    ? `journalctl --user -u ${engine}`
    : `sudo journalctl -u ${engine}, or without systemd /var/log/${engine}.log`;

// Names the runtime or the shim: "executable file not found" alone may mean the container's own program.
const NO_RUNTIME =
  /exec: "?\S*(?:runc|crun|runsc|kata-runtime|containerd-shim[\w-]*)"?: (?:executable file not found|stat \S+: no such file)|fork\/exec \S*(?:runc|crun|containerd-shim[\w-]*): no such file|runtime "?\S+"? binary not installed|default OCI runtime "?\S+"? not found/;

const leftovers = ({ leftovers }: RoundTrip, { engine }: EngineInUse): readonly Finding[] =>
  leftovers.map((left) => {
    const [kind = '', name = ''] = left.split(' ');
    const program = engine === 'podman' ? 'podman' : 'docker';
    const command = `${program} ${kind === 'image' ? 'rmi' : 'rm'} -f ${name}`;
    return { code: 'round-trip-leftover', subject: name, params: { left, command } };
  });
