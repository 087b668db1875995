import { isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { type EngineService, engineService } from '#facts/engine-service';
import { type BackendRules, type FirewallRules, firewallRules } from '#facts/firewall-rules';
import { restartDocker } from '#fixes/restart-docker';
import { firewallCodes } from './firewall.codes.ts';

type Finding = FindingOf<typeof firewallCodes>;

export const networkFirewall = defineCheck({
  id: 'network/firewall',
  title: 'The firewall lets containers out',
  about:
    'Docker sets the policy for forwarded packets to DROP and makes rules for its own networks; another tool, or rules left in the other backend of iptables, then cuts off containers or virtual machines without a word. Only root may read the rules.',
  symptoms: [
    'containers have no internet',
    'virtual machines lost their network since Docker runs',
    'iptables: No chain/target/match by that name',
  ],
  informing: true,
  needs: { engine: engineInUse, rules: optional(firewallRules), service: optional(engineService) },
  codes: firewallCodes,
  applies: ({ engine, rules }) => {
    if (engine.engine !== 'docker') return 'Podman makes rules of another kind';
    if (!isUnavailable(rules)) return true;
    return rules.reason === 'denied'
      ? 'only root may read the rules of the firewall: sudo dockmedic check network/firewall'
      : rules.detail;
  },
  evaluate: ({ engine, rules, service }) => {
    if (isUnavailable(rules)) return { evidence: [unseen(rules)], findings: [], missing: rules };
    const [first, ...others] = rules.backends;
    return {
      evidence: first === undefined ? [NOTHING] : [backendEvidence(first), ...others.map(backendEvidence)],
      findings: judge(rules, engine, restarts(engine, service)).map((finding) => ({
        ...finding,
        engine: engine.id,
      })),
    };
  },
});

/** What one backend drops stays dropped, whatever the other accepts. */
const judge = (
  rules: FirewallRules,
  { id }: EngineInUse,
  fixes: readonly ProposalRequest[],
): readonly Finding[] => {
  const { backends, inUse } = rules;
  const left = backends.find(
    ({ backend, hasEngineChains, forwardPolicy }) =>
      inUse !== undefined && backend !== inUse && hasEngineChains && forwardPolicy === 'DROP',
  );
  if (left !== undefined && inUse !== undefined) {
    const params = { inUse, left: left.backend, networks: left.cutNetworks };
    return [{ code: 'net-iptables-backend-mix', subject: id, params }];
  }
  const networks = [...new Set(backends.flatMap(({ cutNetworks }) => cutNetworks))];
  if (networks.length > 0) {
    return [{ code: 'net-forward-drop', subject: id, params: { networks, bridges: [] }, fixes }];
  }
  const bridges = [...new Set(backends.flatMap(({ cutBridges }) => cutBridges))];
  if (bridges.length === 0) return [];
  return [{ code: 'net-forward-drop', subject: id, params: { networks, bridges }, severity: 'info' }];
};

/** The service is that of the selected engine; another that was found is not restarted in its stead. */
const restarts = ({ via }: EngineInUse, service: EngineService | Unavailable): readonly ProposalRequest[] =>
  via !== 'selected' || isUnavailable(service) ? [] : [propose(restartDocker, service)];

const backendEvidence = (rules: BackendRules): Evidence => {
  const { backend, forwardPolicy, hasEngineChains, cutNetworks, cutBridges } = rules;
  const cut = [...cutNetworks, ...cutBridges];
  return {
    source: `iptables-${backend}-save`,
    observed: `FORWARD ${forwardPolicy ?? 'does not exist'}, ${hasEngineChains ? 'with' : 'without'} chains of Docker, ${cut.length === 0 ? 'no network is cut off' : `cut off: ${cut.join(', ')}`}`,
  };
};

const NOTHING: Evidence = { source: 'iptables-save', observed: 'iptables keeps no rules here' };

const unseen = ({ source, detail }: Unavailable): Evidence => ({ source, observed: detail });
