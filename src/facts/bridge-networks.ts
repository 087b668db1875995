import { defineFact } from '#core/fact';
import type { EngineInfo } from '#parse/engine-api';
import { type Ipv4Network, parseIpv4Network } from '#parse/ipv4-network';
import { type EngineInUse, engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { engineNetworks } from './engine-networks.ts';

/** A network of the engine that is a bridge on its machine. */
export interface BridgeNetwork {
  readonly name: string;
  readonly id: string;
  readonly device: string;
  readonly subnets: readonly Ipv4Network[];
  /** Nothing of it is to get out. */
  readonly internal: boolean;
  /** The largest packet that its containers send. */
  readonly mtu: number;
}

export interface BridgeNetworks {
  readonly bridges: readonly BridgeNetwork[];
  /** Of all networks of this machine, whatever their kind. */
  readonly subnets: readonly Ipv4Network[];
  /** The bridges stand in the network that we see: not in a virtual machine, a rootless engine's own, or elsewhere. */
  readonly isHere: boolean;
}

const BRIDGE_NAME = 'com.docker.network.bridge.name';
const NETWORK_MTU = 'com.docker.network.driver.mtu';
const DEFAULT_MTU = 1500;

export const bridgeNetworks = defineFact({
  id: 'bridge-networks',
  summary: 'the bridge networks of the engine, their devices and addresses',
  needs: { engineInUse, engineInfo, engineNetworks },
  collect: async (host, { engineInUse, engineInfo, engineNetworks }): Promise<BridgeNetworks> => {
    const system = await host.system();
    const local = engineNetworks.filter(({ Scope }) => Scope !== 'swarm' && Scope !== 'global');
    const described = local.map(({ Name, Id, Driver, Internal, Options, IPAM }) => ({
      driver: Driver,
      name: Name,
      id: Id,
      device: Options[BRIDGE_NAME] ?? `br-${Id.slice(0, 12)}`,
      subnets: IPAM.Config.flatMap(({ Subnet = '' }) => parseIpv4Network(Subnet) ?? []),
      internal: Internal === true,
      mtu: Number(Options[NETWORK_MTU]) || DEFAULT_MTU,
    }));
    const bridges = described.filter(({ driver }) => driver === 'bridge');
    return {
      bridges: bridges.map(({ driver: _bridge, ...bridge }) => bridge),
      subnets: described.flatMap(({ subnets }) => subnets),
      isHere: 'hostName' in system && isHere(engineInUse, engineInfo, system.hostName),
    };
  },
});

const isHere = ({ address }: EngineInUse, info: EngineInfo, hostName: string): boolean =>
  address.kind === 'unix' &&
  info.Name === hostName &&
  !info.SecurityOptions.some((option) => option.includes('rootless'));
