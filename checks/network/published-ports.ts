import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { type BlockedContainer, type PortConflicts, portConflicts } from '#facts/port-conflicts';
import { type PublishedListeners, publishedListeners } from '#facts/published-listeners';
import { publishedPortsCodes } from './published-ports.codes.ts';

type Finding = FindingOf<typeof publishedPortsCodes>;

export const networkPublishedPorts = defineCheck({
  id: 'network/published-ports',
  title: 'Published ports lead into containers',
  about:
    'A port that somebody else has keeps a container from starting, and a program that listens on 127.0.0.1 inside a container resets every connection from outside. This check reads the errors that the engine kept and who listens now.',
  symptoms: [
    'port is already allocated, address already in use',
    'a published port does not answer (connection reset)',
    'rootlessport cannot expose privileged port',
  ],
  informing: true,
  needs: { engine: engineInUse, conflicts: portConflicts, listeners: optional(publishedListeners) },
  codes: publishedPortsCodes,
  evaluate: ({ engine, conflicts, listeners }) => ({
    evidence: [conflictEvidence(conflicts), listenerEvidence(listeners)],
    findings: [
      ...conflicts.blocked.flatMap((one) => judgeBlocked(one, engine)),
      ...(isUnavailable(listeners) ? [] : listeners.loopbackOnly.map(judgeLoopback)),
    ].map((finding) => ({ ...finding, engine: engine.id })),
  }),
});

/** The engine keeps an error until the next start: what blocked the container then may be gone now. */
const judgeBlocked = (blocked: BlockedContainer, { engine }: EngineInUse): readonly Finding[] => {
  const { container, kind, holder, listener, program, port, firstFreePort } = blocked;
  if (kind === 'privileged') {
    if (firstFreePort === undefined || port >= firstFreePort) return [];
    const params = { container, port, from: firstFreePort, engine };
    return [{ code: 'rootless-low-port', subject: `${port}/${blocked.transport}`, params }];
  }
  const where = placeOf(blocked);
  const client = engine === 'podman' ? 'podman' : 'docker';
  if (kind === 'absent') {
    const params = { container, where, address: blocked.address };
    return blocked.isOurs === false ? [{ code: 'port-bind-address-absent', subject: where, params }] : [];
  }
  if (holder !== undefined || (kind === 'allocated' && listener !== undefined)) {
    const params = { container, where, holder, port: blocked.port, client };
    return [{ code: 'port-allocated-container', subject: where, params }];
  }
  if (listener === undefined) return [];
  const params = { container, where, port: blocked.port, program, uid: listener.uid };
  return [{ code: 'port-in-use-host', subject: where, params }];
};

const placeOf = ({ address, port, transport }: BlockedContainer): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}/${transport}`;

const judgeLoopback = ({
  container,
  port,
  publicPort,
}: PublishedListeners['loopbackOnly'][number]): Finding => ({
  code: 'net-listens-on-localhost',
  subject: container,
  params: { container, port, publicPort },
});

const conflictEvidence = ({ asked, blocked }: PortConflicts): Evidence => {
  const source = 'GET /containers/{id}/json of containers that do not run';
  if (asked === 0) return { source, observed: 'there is none' };
  const places = blocked.map((one) => `${one.container} wants ${placeOf(one)} (${stateOf(one)})`);
  return { source, observed: `${asked} asked; ${places.join('; ') || 'no port kept one from starting'}` };
};

const stateOf = ({ kind, isOurs, holder, listener, firstFreePort }: BlockedContainer): string => {
  if (kind === 'privileged') return `ports below ${firstFreePort ?? '1024'} are kept for root`;
  if (kind === 'absent') {
    if (isOurs === undefined) return 'an address that the host did not have then';
    return isOurs ? 'an address that the host has by now' : 'not an address of this host';
  }
  if (holder !== undefined) return `${holder} has it`;
  return listener === undefined ? 'free by now' : 'taken';
};

const listenerEvidence = (listeners: PublishedListeners | Unavailable): Evidence => {
  const source = 'listeners in running containers that publish TCP ports';
  if (isUnavailable(listeners)) return { source, observed: `not seen: ${listeners.detail}` };
  const { publishing, looked, loopbackOnly } = listeners;
  if (publishing === 0) return { source, observed: 'no container publishes any' };
  return {
    source,
    observed: `looked into ${looked} of ${publishing}; ${loopbackOnly.length} ports with a listener on the container's loopback alone`,
  };
};
