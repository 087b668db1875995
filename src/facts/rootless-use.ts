import { isUnavailable, type Unavailable, unavailable } from '#core/answer';
import { defineFact, optional } from '#core/fact';
import { identity } from './identity.ts';
import { localEngine } from './local-engine.ts';
import { podmanUse } from './podman-use.ts';

/** The engine that this user runs without root. */
export interface RootlessUse {
  readonly engine: 'podman' | 'docker';
  /** It answers through its socket. */
  readonly answers: boolean;
}

export const rootlessUse = defineFact({
  id: 'rootless-use',
  summary: 'whether this user means to run containers without root',
  needs: { identity, localEngine: optional(localEngine), podmanUse: optional(podmanUse) },
  collect: async (_host, { identity, localEngine, podmanUse }): Promise<RootlessUse | Unavailable> => {
    if (identity.uid === 0) return notHere('root needs no user namespace');
    if (!isUnavailable(localEngine) && localEngine.rootless && localEngine.installed) {
      return localEngine.id === `unix:///run/user/${identity.uid}/docker.sock`
        ? { engine: 'docker', answers: localEngine.activity === 'answers' }
        : notHere("the engine in use is another user's");
    }
    if (isUnavailable(podmanUse)) return podmanUse;
    if (!podmanUse.rootless) return notHere("the engine in use is root's");
    return { engine: 'podman', answers: podmanUse.endpoint?.state.kind === 'answers' };
  },
});

const notHere = (detail: string): Unavailable => unavailable('not-here', 'rootless engine', detail);
