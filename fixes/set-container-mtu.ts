import { defineFix } from '#core/fix';
import type { DaemonJsonTarget } from '#facts/daemon-json-target';
import { daemonJsonPlan } from './_daemon-json.ts';

interface ContainerMtu {
  readonly target: DaemonJsonTarget;
  readonly mtu: number;
  /** The engine knows `default-network-opts` (24 and later). */
  readonly forNetworks: boolean;
}

export const setContainerMtu = defineFix<ContainerMtu>({
  id: 'set-container-mtu',
  title: 'Let containers send packets that fit the way out',
  risk: 'disruptive',
  about:
    'Sets "mtu" in daemon.json to what the way out of this host carries, and where the engine knows it the same for new networks, and restarts the engine. It does not change the network of the host.',
  plan: ({ target, mtu, forNetworks }) =>
    daemonJsonPlan(
      target,
      {
        kind: 'json',
        members: [
          { path: ['mtu'], value: mtu },
          ...(forNetworks ? [{ path: [...NETWORKS, OPTION], value: String(mtu) }] : []),
        ],
      },
      `the way out of this host carries packets of ${mtu} bytes, and containers send larger ones`,
      {
        notes: [
          forNetworks
            ? 'It applies to the default bridge and to networks that are made from now on. Networks that exist have to be made anew.'
            : `It applies to the default bridge. This engine has no such setting for other networks: they take it from their own driver_opts, ${OPTION}.`,
        ],
      },
    ),
});

const NETWORKS = ['default-network-opts', 'bridge'] as const;
const OPTION = 'com.docker.network.driver.mtu';
