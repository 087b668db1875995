import { ifAvailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import type { BridgeZone } from '#facts/bridge-zone';
import type { ContainerNetwork } from '#facts/container-network';
import type { EngineInUse } from '#facts/engine-in-use';
import type { EngineService } from '#facts/engine-service';
import type { FirewallChanges } from '#facts/firewall-changes';
import type { FirewallRules } from '#facts/firewall-rules';
import type { NetworkSettings } from '#facts/network-settings';
import type { EngineInfo } from '#parse/engine-api';
import type { containersCodes } from './containers.codes.ts';

type Finding = FindingOf<typeof containersCodes>;

/** What stands around a container that gets no answers. */
export interface Around {
  readonly engine: EngineInUse;
  readonly network: ContainerNetwork;
  readonly info: EngineInfo | Unavailable;
  readonly rules: FirewallRules | Unavailable;
  readonly forwards: boolean | undefined | Unavailable;
  readonly changes: FirewallChanges | Unavailable;
  readonly zone: BridgeZone | Unavailable;
  readonly settings: NetworkSettings;
  readonly service: EngineService | Unavailable;
  readonly fixes: NonNullable<Finding['fixes']>;
}

/** That it is cut off was seen; why, as far as this user may look. */
export const judgeCut = (around: Around): Finding => {
  const { engine, network, settings, fixes } = around;
  const { witnesses } = network;
  const subject = engine.id;
  if (ifAvailable(around.forwards) === false) {
    return { code: 'net-forwarding-off', subject: 'net.ipv4.ip_forward', params: { witnesses } };
  }
  const kind = isRootless(around) ? 'rootless' : engine.engine;
  const setting = kind === 'docker' ? settings.withoutRules : undefined;
  const blocked: Finding = {
    code: 'net-egress-blocked',
    subject,
    params: { witnesses, kind, setting },
    fixes: setting === undefined && kind === 'docker' ? fixes : [],
  };
  // Podman makes its rules for each container, and so made them for this one.
  return kind !== 'docker' || setting !== undefined ? blocked : (zoned(around) ?? flushed(around) ?? blocked);
};

const isRootless = ({ info }: Around): boolean =>
  ifAvailable(info)?.SecurityOptions.some((option) => option.includes('rootless')) ?? false;

/** Zones that let everything pass. */
const OPEN_ZONES: readonly (string | undefined)[] = [undefined, 'docker', 'trusted'];

const zoned = ({ zone }: Around): Finding | undefined => {
  const { bridge, zone: name } = ifAvailable(zone) ?? {};
  if (bridge === undefined || name === undefined || OPEN_ZONES.includes(name)) return undefined;
  return { code: 'net-firewalld-zone', subject: bridge, params: { bridge, zone: name } };
};

/** Seen in the rules by root, and otherwise concluded from a firewall that changed later. Where a rule drops what
 *  containers send, that is the reason, and stands in the row of the firewall. */
const flushed = ({ engine, network, rules, changes, fixes }: Around): Finding | undefined => {
  const seen = ifAvailable(rules);
  const backends = seen?.backends.filter(({ hasEngineChains }) => hasEngineChains) ?? [];
  const isDropped = backends.some(({ cutNetworks }) => cutNetworks.length > 0);
  const unnamed = [...new Set(backends.flatMap(({ unnamedNetworks }) => unnamedNetworks))];
  // What one backend does not rename, the other may.
  const networks = isDropped
    ? []
    : unnamed.filter((name) => backends.every(({ unnamedNetworks }) => unnamedNetworks.includes(name)));
  const later = seen === undefined ? (ifAvailable(changes)?.later ?? []) : [];
  if (networks.length === 0 && later.length === 0) return undefined;
  const params = { witnesses: network.witnesses, networks, later };
  return { code: 'net-rules-emptied', subject: engine.id, params, fixes };
};
