import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact } from '#core/fact';
import { isMalformed } from '#parse/malformed';
import { parseSelinuxContext, type SelinuxContext } from '#parse/selinux-context';
import { engineInfo } from './engine-info.ts';
import { selinux } from './selinux.ts';

/** The SELinux label of the directory that the engine keeps everything in. */
export interface DataRootLabel {
  readonly path: string;
  readonly context: SelinuxContext;
  /** As it was printed: `system_u:object_r:container_var_lib_t:s0`. */
  readonly text: string;
}

export const dataRootLabel = defineFact({
  id: 'data-root-label',
  summary: "the SELinux label of the engine's data root",
  needs: { selinux, engineInfo },
  collect: async (host, { selinux: { mode }, engineInfo }): Promise<DataRootLabel | Unavailable> => {
    const path = engineInfo.DockerRootDir;
    if (mode === 'absent' || mode === 'inactive') {
      return unavailable('absent', 'label of the data root', 'SELinux is not active');
    }
    if (path === undefined)
      return unavailable('absent', 'GET /info', 'the engine does not name its data root');
    const argv = ['stat', '-L', '-c', '%C', path] as const;
    const source = argv.join(' ');
    const output = await host.query(argv);
    if (isUnavailable(output)) return output;
    if (output.exitCode !== 0) return unavailable('unreachable', source, output.stderr.trim());
    const text = output.stdout.trim();
    const context = parseSelinuxContext(text);
    return isMalformed(context) ? unavailable('malformed', source, context.detail) : { path, context, text };
  },
});
