import { isUnavailable, type Unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { containerNetwork } from './container-network.ts';
import { engineInUse } from './engine-in-use.ts';

/** The zone of firewalld that the engine's bridge is in. */
export interface BridgeZone {
  readonly bridge: string;
  /** Absent where it is in none, and so in the default one, or firewalld does not run. */
  readonly zone?: string;
}

const BRIDGE = 'docker0';

/** Only asked where containers are cut off: firewall-cmd takes its time. */
export const bridgeZone = defineFact({
  id: 'bridge-zone',
  summary: "the zone of firewalld that Docker's bridge is in",
  needs: { engineInUse, containerNetwork },
  collect: async (
    host,
    { engineInUse: { engine, address }, containerNetwork: { wayOut } },
  ): Promise<BridgeZone | Unavailable> => {
    if (wayOut !== 'cut' || engine !== 'docker' || address.kind !== 'unix') return { bridge: BRIDGE };
    // 252: firewalld does not run; 2: no zone has it.
    const output = await host.query(['firewall-cmd', `--get-zone-of-interface=${BRIDGE}`]);
    if (isUnavailable(output)) return output.reason === 'absent' ? { bridge: BRIDGE } : output;
    const zone = output.stdout.trim();
    return output.exitCode === 0 && /^[\w./-]+$/.test(zone) ? { bridge: BRIDGE, zone } : { bridge: BRIDGE };
  },
});
