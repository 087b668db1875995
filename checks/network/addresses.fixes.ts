import { isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { type DaemonJsonTarget, settingsOf, whereTaken } from '#facts/daemon-json-target';
import type { FreeAddresses } from '#facts/free-addresses';
import type { UplinkMtu } from '#facts/uplink-mtu';
import { moveDefaultBridge } from '#fixes/move-default-bridge';
import { setAddressPools } from '#fixes/set-address-pools';
import { setContainerMtu } from '#fixes/set-container-mtu';
import type { addressesCodes } from './addresses.codes.ts';

interface Means {
  readonly free: FreeAddresses | Unavailable;
  readonly target: DaemonJsonTarget | Unavailable;
  readonly mtu: UplinkMtu | undefined;
}

/** What a change of daemon.json can do about a finding; nothing where the engine that was asked does not read it. */
export const addressFixes = (
  { code, params }: FindingOf<typeof addressesCodes>,
  { free, target, mtu }: Means,
): readonly ProposalRequest[] =>
  whereTaken(target, (target) => {
    if (target.inUse === undefined) return undefined;
    const { pool, bip } = isUnavailable(free) ? {} : free;
    switch (code) {
      case 'net-pools-exhausted':
      case 'net-vpn-routes':
        return pool === undefined ? undefined : withPool(target, pool);
      case 'net-subnet-collision':
        return bip !== undefined && params.network === 'bridge' && params.how !== 'a-part'
          ? withBridgeAt(target, bip)
          : undefined;
      case 'net-mtu':
        return mtu && propose(setContainerMtu, { target, mtu: mtu.mtu, forNetworks: knowsNetworks(target) });
      case 'net-mtu-networks':
        return undefined;
    }
  });

const withPool = (target: DaemonJsonTarget, base: string): ProposalRequest => {
  const pools = settingsOf(target)?.defaultAddressPools ?? [];
  return propose(setAddressPools, { target, pools: [...pools, { base, size: 24 }] });
};

/** Settings that have to fit the address of the bridge, or exclude it, are for a person to change with it. */
const withBridgeAt = (target: DaemonJsonTarget, bip: string): ProposalRequest | undefined => {
  const bound = ['bridge', 'fixed-cidr', 'default-gateway'];
  const { keys = [] } = settingsOf(target) ?? {};
  const isBound = bound.some((key) => keys.includes(key) || target.reader.flags?.flags.has(key));
  return isBound ? undefined : propose(moveDefaultBridge, { target, bip });
};

/** `default-network-opts` came with Docker 24. */
const knowsNetworks = ({ dockerd }: DaemonJsonTarget): boolean => (dockerd?.major ?? 0) >= 24;
