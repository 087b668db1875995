import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { isMalformed } from '#parse/malformed';
import { type PodmanInfo, parsePodmanInfo } from '#parse/podman-info';
import { engineInUse } from './engine-in-use.ts';
import { installation } from './installation.ts';
import { localEngine } from './local-engine.ts';

/** Podman's word on its own health, where Podman is the engine at hand. */
export type PodmanHealth =
  | ({ readonly kind: 'works' } & PodmanInfo)
  | { readonly kind: 'fails'; readonly exitCode: number; readonly detail: string };

/** `undefined`: not asked, because an engine answers through its socket, or Docker Engine is the one at hand. */
export const podmanInfo = defineFact({
  id: 'podman-info',
  summary: 'what Podman says of itself, where it is the only engine and has no socket',
  needs: { installation, localEngine, engineInUse: optional(engineInUse) },
  timeoutMs: 9000,
  collect: async (
    host,
    { installation, localEngine, engineInUse },
  ): Promise<PodmanHealth | undefined | Unavailable> => {
    if (installation.podman === undefined || localEngine.installed || !isUnavailable(engineInUse))
      return undefined;
    if (!localEngine.selected) return undefined;
    const argv = [installation.podman, 'info', '--format', 'json'] as const;
    const output = await host.query(argv, { timeoutMs: 8000 });
    if (isUnavailable(output)) return output;
    if (output.exitCode !== 0)
      return { kind: 'fails', exitCode: output.exitCode, detail: lastLine(output.stderr) };
    const info = parsePodmanInfo(output.stdout);
    return isMalformed(info)
      ? unavailable('malformed', argv.join(' '), info.detail)
      : { kind: 'works', ...info };
  },
});

/** Podman prints warnings first and what stopped it last. */
const lastLine = (stderr: string): string => stderr.trim().split('\n').at(-1) ?? '';
