import { ifAvailable, isUnavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import type { ReadableHost } from '#core/host';
import { parseDesktopSettings } from '#parse/desktop-settings';
import { isMalformed } from '#parse/malformed';
import { type Endpoint, endpoints } from './endpoints.ts';
import { engineInfo } from './engine-info.ts';
import { identity } from './identity.ts';

/** Docker Desktop on this host, as far as Linux and WSL see it. */
export interface DesktopHost {
  /** docker would talk to it. */
  readonly selected: boolean;
  /** The engine in use says that it is one. */
  readonly inUse: boolean;
  /** Its program directory on Linux. */
  readonly installed: boolean;
  /** Its socket, where that is the selected one. */
  readonly endpoint?: Pick<Endpoint, 'id' | 'state'>;
  /** Its virtual machine needs this device: whether it is there. */
  readonly kvm: boolean;
  /** What it shares with its virtual machine; absent where its settings do not say. */
  readonly shared?: { readonly path: string; readonly directories: readonly string[] };
}

/** `undefined`: nothing here has to do with Docker Desktop. */
export const desktopHost = defineFact({
  id: 'desktop-host',
  summary: 'Docker Desktop, its socket and what it shares',
  needs: { identity, endpoints, info: optional(engineInfo) },
  collect: async (host, { identity, endpoints, info }): Promise<DesktopHost | undefined> => {
    const selected = endpoints.find((endpoint) => endpoint.selected && isDesktopSocket(endpoint));
    const inUse = ifAvailable(info)?.OperatingSystem?.includes('Docker Desktop') ?? false;
    if (selected === undefined && !inUse) return undefined;
    const [program, kvm, shared] = await Promise.all([
      host.stat('/opt/docker-desktop'),
      host.stat('/dev/kvm'),
      identity.home === undefined ? undefined : sharedIn(host, `${identity.home}/.docker/desktop`),
    ]);
    return {
      selected: selected !== undefined,
      inUse,
      installed: !isUnavailable(program),
      ...(selected === undefined ? {} : { endpoint: { id: selected.id, state: selected.state } }),
      kvm: !isUnavailable(kvm),
      ...(shared === undefined ? {} : { shared }),
    };
  },
});

const isDesktopSocket = ({ address }: Endpoint): boolean =>
  address.kind === 'unix' && /\/\.docker\/(desktop|run)\/docker\.sock$/.test(address.path);

/** `settings.json` until Docker Desktop 4.34, `settings-store.json` since. */
const sharedIn = async (host: ReadableHost, directory: string): Promise<DesktopHost['shared']> => {
  for (const name of ['settings-store.json', 'settings.json']) {
    const path = `${directory}/${name}`;
    const text = await host.readFile(path);
    const settings = isUnavailable(text) ? undefined : parseDesktopSettings(text);
    if (settings === undefined || isMalformed(settings)) continue;
    return settings.shared === undefined ? undefined : { path, directories: settings.shared };
  }
  return undefined;
};
