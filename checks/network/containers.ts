import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import { formatDuration } from '#core/text';
import { bridgeZone } from '#facts/bridge-zone';
import { type ContainerNetwork, containerNetwork } from '#facts/container-network';
import { engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { engineNetworks } from '#facts/engine-networks';
import { engineService } from '#facts/engine-service';
import { firewallChanges } from '#facts/firewall-changes';
import { firewallRules } from '#facts/firewall-rules';
import { ipForwarding } from '#facts/ip-forwarding';
import { networkSettings } from '#facts/network-settings';
import { outsideServers } from '#facts/outside-servers';
import { restartDocker } from '#fixes/restart-docker';
import type { EngineNetwork } from '#parse/engine-api';
import { containersCodes } from './containers.codes.ts';
import { type Around, judgeCut } from './containers.cut.ts';

type Finding = FindingOf<typeof containersCodes>;

const DEFAULT_NETWORK = 'bridge';

export const networkContainers = defineCheck({
  id: 'network/containers',
  title: 'Containers are connected',
  about:
    'The engine may be well and its containers cut off: a firewall that was loaded anew, a policy, a bridge that lost its address. A container of our own looks at its routes, asks what this host can ask, and is called on a published port.',
  symptoms: ['containers have no internet', 'a published port does not answer (connection reset)'],
  needs: {
    engine: engineInUse,
    network: containerNetwork,
    outside: optional(outsideServers),
    info: optional(engineInfo),
    networks: optional(engineNetworks),
    rules: optional(firewallRules),
    forwards: optional(ipForwarding),
    changes: optional(firewallChanges),
    zone: optional(bridgeZone),
    settings: networkSettings,
    service: optional(engineService),
  },
  codes: containersCodes,
  applies: ({ network, networks }) =>
    !network.hasAddress && !hasDefaultNetwork(networks)
      ? 'the engine is set up without a network for containers that name none'
      : true,
  evaluate: (needs) => ({
    evidence: [routes(needs.network), wayOut(needs.network, needs.outside), ...port(needs.network)],
    findings: [...judge(needs), ...judgePort(needs)].map((finding) => ({
      ...finding,
      engine: needs.engine.id,
    })),
    ...leftOut(needs.outside),
  }),
});

const hasDefaultNetwork = (networks: readonly EngineNetwork[] | Unavailable): boolean =>
  !isUnavailable(networks) &&
  networks.some(({ Name, Driver }) => Name === DEFAULT_NETWORK && Driver === DEFAULT_NETWORK);

type Needs = Omit<Around, 'fixes'> &
  Parameters<typeof restart>[0] & {
    readonly networks: readonly EngineNetwork[] | Unavailable;
  };

const judge = (needs: Needs): readonly Finding[] => {
  const { network, settings } = needs;
  const { gateway } = network;
  if (gateway === undefined) return isDocker(needs) ? [noRoute(network, restart(needs))] : [];
  const answered = network.asked.some(({ outcome }) => outcome.kind === 'answered');
  if (gateway.met === false && !answered) {
    const params = { gateway: gateway.address, configured: settings.ownGateway };
    const fixes = settings.ownGateway ? [] : restart(needs);
    return [{ code: 'net-gateway-unreachable', subject: gateway.address, params, fixes }];
  }
  return network.wayOut === 'cut' ? [judgeCut({ ...needs, fixes: restart(needs) })] : [];
};

const noRoute = ({ hasAddress }: ContainerNetwork, fixes: NonNullable<Finding['fixes']>): Finding => ({
  code: 'net-container-no-route',
  subject: DEFAULT_NETWORK,
  params: { hasAddress, network: DEFAULT_NETWORK },
  fixes,
});

/** Podman's containers may be meant to have no network; Docker without its default network says so. */
const isDocker = ({ engine, networks }: Needs): boolean =>
  engine.engine === 'docker' && hasDefaultNetwork(networks);

const judgePort = (needs: Needs): readonly Finding[] => {
  const { port } = needs.network;
  if (port === undefined || port.answered || !port.proven) return [];
  const params = { port: port.port, attempts: port.attempts, detail: port.detail };
  return [{ code: 'net-published-unreachable', subject: needs.engine.id, params, fixes: restart(needs) }];
};

/** The service is that of the selected engine; another that was found is not restarted in its stead. */
const restart = ({ engine, service }: Pick<Around, 'engine' | 'service'>): NonNullable<Finding['fixes']> =>
  engine.engine !== 'docker' || engine.via !== 'selected' || isUnavailable(service)
    ? []
    : [propose(restartDocker, service)];

/** A host that nobody outside answers has no more to show; a look that `--offline` forbade is one that lacks. */
const leftOut = (
  outside: readonly string[] | Unavailable,
): { readonly missing: Unavailable } | Record<never, never> =>
  isUnavailable(outside) && outside.reason === 'not-looked' ? { missing: outside } : {};

const routes = ({ hasAddress, gateway }: ContainerNetwork): Evidence => {
  const source = 'routes of a container';
  if (gateway === undefined)
    return { source, observed: hasAddress ? 'an address, no default route' : 'no address' };
  const met = gateway.met === undefined ? '' : gateway.met ? ', found' : ', not found';
  return { source, observed: `default route by ${gateway.device} to ${gateway.address}${met}` };
};

const wayOut = (network: ContainerNetwork, outside: readonly string[] | Unavailable): Evidence => {
  const source = 'way out of a container';
  if (isUnavailable(outside)) return { source, observed: `not tried: ${outside.detail}` };
  const [first] = network.witnesses;
  if (first === undefined)
    return { source, observed: 'not tried: no name server beyond this host answers it' };
  const told = network.wayOut === 'open' ? 'answered' : 'no answer';
  return { source, observed: `${told} (${network.witnesses.join(', ')})` };
};

const port = ({ port }: ContainerNetwork): readonly Evidence[] => {
  if (port === undefined) return [];
  const told = port.answered ? `answered in ${formatDuration(port.forMs)}` : `in vain: ${port.detail}`;
  return [{ source: `call 127.0.0.1:${port.port}, a published port`, observed: told }];
};
