import { ifAvailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { isMalformed } from '#parse/malformed';
import { daemonConfig } from './daemon-config.ts';
import { daemonFlags } from './daemon-flags.ts';

/** What the engine was told not to do for its networks. */
export interface NetworkSettings {
  /** The setting by which it leaves the firewall to others: `"iptables": false`. */
  readonly withoutRules?: string;
  /** It was told which gateway containers get. */
  readonly ownGateway: boolean;
}

export const networkSettings = defineFact({
  id: 'network-settings',
  summary: 'what the engine was told not to do for its networks',
  needs: { daemonConfig: optional(daemonConfig), daemonFlags: optional(daemonFlags) },
  collect: async (_host, { daemonConfig, daemonFlags }): Promise<NetworkSettings> => {
    const content = ifAvailable(daemonConfig)?.content;
    const json = content === undefined || isMalformed(content) ? undefined : content;
    const flags = ifAvailable(daemonFlags)?.flags;
    const isOff = (flag: string): boolean => flags?.get(flag)?.at(-1) === 'false';
    const withoutRules = [
      ...(json?.iptables === false || isOff('iptables') ? ['"iptables": false'] : []),
      ...(json?.ipMasq === false || isOff('ip-masq') ? ['"ip-masq": false'] : []),
    ].join(' and ');
    const ownGateway =
      json?.keys.includes('default-gateway') === true || flags?.has('default-gateway') === true;
    return withoutRules === '' ? { ownGateway } : { withoutRules, ownGateway };
  },
});
