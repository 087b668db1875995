import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import type { Argv } from '#core/host';
import { parseSystemctlShow, type SystemdUnit, unitNamed } from '#parse/systemctl-show';
import { podmanUse } from './podman-use.ts';

/** The unit that makes the socket of Podman's API, where that socket was chosen and does not answer. */
export interface PodmanSocketUnit {
  readonly manager: 'systemd' | 'systemd-user';
  readonly unit: SystemdUnit;
}

/** `undefined`: Podman is used without a socket, it answers, or its socket is not one that a unit makes. */
export const podmanSocketUnit = defineFact({
  id: 'podman-socket-unit',
  summary: "systemd's view of podman.socket, where its socket is wanted and dead",
  needs: { podmanUse },
  collect: async (host, { podmanUse }): Promise<PodmanSocketUnit | undefined | Unavailable> => {
    const { endpoint } = podmanUse;
    if (endpoint === undefined || endpoint.state.kind === 'answers' || endpoint.address.kind !== 'unix')
      return undefined;
    const manager = managerOf(endpoint.address.path);
    if (manager === undefined) return undefined;
    const scope = manager === 'systemd' ? [] : ['--user'];
    const argv: Argv = ['systemctl', ...scope, 'show', 'podman.socket', PROPERTIES];
    const output = await host.query(argv);
    if (isUnavailable(output)) return output;
    const unit = unitNamed(parseSystemctlShow(output.stdout), 'podman.socket');
    const said = output.stderr.trim().split('\n')[0] ?? '';
    return unit === undefined ? unavailable('unreachable', argv.join(' '), said) : { manager, unit };
  },
});

const PROPERTIES = '--property=Id,LoadState,ActiveState,UnitFileState';

const managerOf = (path: string): PodmanSocketUnit['manager'] | undefined => {
  if (path === '/run/podman/podman.sock') return 'systemd';
  return /^\/run\/user\/\d+\/podman\/podman\.sock$/.test(path) ? 'systemd-user' : undefined;
};
