import { ifAvailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { PortCall } from '#core/host';
import { formatIpv4Network, type Ipv4Network } from '#parse/ipv4-network';
import type { ProbeAnswer, ProbeNetwork } from '#parse/probe-network';
import { judgeReply, type NameServerAnswer } from './ask-name-server.ts';
import { containerRoundTrip, isForbidden } from './container-round-trip.ts';
import { outsideServers } from './outside-servers.ts';
import { probeOutput } from './probe-output.ts';

/** What a container sees of its network. */
export interface ContainerNetwork {
  /** Without a single route it has no address. */
  readonly hasAddress: boolean;
  readonly gateway?: Gateway;
  /** Every name server that it asked, those that it is given and witnesses. */
  readonly asked: readonly NameServerAnswer[];
  /** Whether machines that answer this host answer the container. `untried`: there is no such machine. */
  readonly wayOut: 'open' | 'cut' | 'untried';
  /** The machines that show it. */
  readonly witnesses: readonly string[];
  readonly port?: PublishedPort;
}

/** The engine's end of the container's network. */
export interface Gateway {
  readonly address: string;
  readonly device: string;
  /** Whether it told its hardware address. Absent where nobody asked. */
  readonly met?: boolean;
}

export type PublishedPort = PortCall & {
  /** It was called for long enough to know, and the container listened. */
  readonly proven: boolean;
};

/** A container that was called for less may have ended for another reason. */
const PROVEN_MS = 800;

const WHAT = 'the network of a container';

export const containerNetwork = defineFact({
  id: 'container-network',
  summary: "what dockmedic's own container sees of its network",
  needs: { containerRoundTrip, probeOutput, outsideServers: optional(outsideServers) },
  collect: async (
    _host,
    { containerRoundTrip: trip, probeOutput: { complete, network }, outsideServers: outside },
  ): Promise<ContainerNetwork | Unavailable> => {
    const { call } = trip;
    if (network === undefined) {
      if (isForbidden(trip))
        return unavailable('not-here', WHAT, 'the engine lets this user create no container');
      // What older recordings hold is whole, and tells nothing of this.
      const reason = complete ? 'not-looked' : 'absent';
      return unavailable(reason, WHAT, 'no container told of it');
    }
    const asked = network.asked.map(judged);
    const witnesses = (ifAvailable(outside) ?? []).flatMap(
      (address) => asked.find((one) => one.address === address) ?? [],
    );
    const gateway = gatewayIn(network);
    return {
      hasAddress: network.routes.length > 0,
      ...(gateway === undefined ? {} : { gateway }),
      asked,
      wayOut: wayOut(witnesses),
      witnesses: witnesses.map(({ address }) => address),
      ...(call === undefined ? {} : { port: { ...call, proven: isProven(call, network) } }),
    };
  },
});

/** A firewall may refuse in the name of the machine that was asked: only what speaks DNS was let through. */
const wayOut = (witnesses: readonly NameServerAnswer[]): ContainerNetwork['wayOut'] => {
  if (witnesses.length === 0) return 'untried';
  return witnesses.some(({ outcome }) => outcome.kind === 'answered') ? 'open' : 'cut';
};

const isProven = (call: PortCall, { listened }: ProbeNetwork): boolean =>
  call.answered || (listened && call.forMs >= PROVEN_MS && call.attempts > 1);

const gatewayIn = ({ routes, neighbours }: ProbeNetwork): Gateway | undefined => {
  const route = routes.find(({ network }) => network.bits === 0);
  if (route === undefined) return undefined;
  const { device, gateway } = route;
  const address = addressOf(gateway);
  const neighbour = neighbours.find((one) => one.address === address);
  return { address, device, ...(neighbour === undefined ? {} : { met: neighbour.met }) };
};

const addressOf = (gateway: Ipv4Network | undefined): string =>
  gateway === undefined ? 'on the link' : formatIpv4Network(gateway);

const WAITED_MS = 1500;

const judged = ({ address, outcome }: ProbeAnswer): NameServerAnswer => {
  switch (outcome.kind) {
    case 'reply':
      return judgeReply(address, outcome.bytes);
    case 'refused':
      return { address, outcome: { kind: 'unreachable', detail: outcome.errno } };
    case 'silent':
      return { address, outcome: { kind: 'timed-out', afterMs: WAITED_MS } };
  }
};
