import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { parseContainerDetail } from '#parse/engine-api';
import { isMalformed } from '#parse/malformed';
import { parseSelinuxContext } from '#parse/selinux-context';
import { linesOf } from '#parse/text';
import { containerName } from './container-name.ts';
import { askEngine } from './engine-answers.ts';
import { engineContainers } from './engine-containers.ts';
import { engineInUse } from './engine-in-use.ts';
import { engineInfo } from './engine-info.ts';
import { platform } from './platform.ts';
import { selinux } from './selinux.ts';
import { runsHere } from './storage-directories.ts';

/** What a container that SELinux confines has mounted from this host, and how it is labelled. */
export interface BindMountLabel {
  readonly container: string;
  readonly path: string;
  readonly type: string;
}

const MOST = 20;
const INSPECT_TIMEOUT_MS = 1000;

/** Asked only where SELinux denies anything to containers. */
export const bindMountLabels = defineFact({
  id: 'bind-mount-labels',
  summary: 'the SELinux labels of what containers have mounted from this host',
  needs: { selinux, engineInUse, engineInfo, engineContainers, platform },
  collect: async (host, needs): Promise<readonly BindMountLabel[] | Unavailable> => {
    const { engineInUse, engineInfo, engineContainers, platform } = needs;
    const isConfining =
      needs.selinux.mode === 'enforcing' &&
      engineInfo.SecurityOptions.some((option) => option.includes('selinux'));
    if (!isConfining || !runsHere(engineInUse.address, engineInfo, platform))
      return unavailable('not-here', 'bind mounts', 'SELinux does not confine the containers here');
    const mounting = engineContainers.filter(({ Mounts }) => Mounts.some(({ Type }) => Type === 'bind'));
    const confined = await Promise.all(
      mounting.slice(0, MOST).map(async (one) => {
        const path = `/containers/${encodeURIComponent(one.Id)}/json`;
        const detail = await askEngine(
          host,
          engineInUse.address,
          path,
          parseContainerDetail,
          INSPECT_TIMEOUT_MS,
        );
        // One that is privileged, or was started with label=disable, has no label.
        return isUnavailable(detail) || (detail.ProcessLabel ?? '') === '' ? undefined : one;
      }),
    );
    const wanted = confined.flatMap((one) =>
      one === undefined
        ? []
        : one.Mounts.flatMap(({ Type, Source }) =>
            Type === 'bind' && Source?.startsWith('/')
              ? [{ container: containerName(one), path: Source }]
              : [],
          ),
    );
    const paths = [...new Set(wanted.map(({ path }) => path))].slice(0, MOST);
    if (paths.length === 0) return [];
    const output = await host.query(['stat', '-L', '-c', '%C %F/%n', '--', ...paths]);
    if (isUnavailable(output)) return output;
    const types = typesIn(output.stdout);
    return wanted.flatMap(({ container, path }) => {
      const type = types.get(path);
      return type === undefined ? [] : [{ container, path, type }];
    });
  },
});

/** `unconfined_u:object_r:user_home_t:s0 directory//home/ada/site`; sockets and devices have rules of their own. */
const typesIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    linesOf(text).flatMap((line): [string, string][] => {
      const [, label = '', path = ''] =
        /^(\S+) (?:directory|regular file|regular empty file)\/(.*)$/.exec(line) ?? [];
      const context = parseSelinuxContext(label);
      return path === '' || isMalformed(context) ? [] : [[path, context.type]];
    }),
  );
