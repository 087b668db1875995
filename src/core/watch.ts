import type { Argv } from './host.ts';

/** What of the host a step changes, so that it can be looked at before the act, after it, and on the way back. */
export type Watch =
  | {
      readonly kind: 'query';
      readonly argv: Argv;
      /** What it says once the step is done, where that is known beforehand. */
      readonly wanted?: string;
      readonly wantedStart?: string;
    }
  /** Type, owner, mode and content of what stands at a path. */
  | { readonly kind: 'path'; readonly path: string; readonly wanted?: 'absent' | 'present' }
  | {
      readonly kind: 'units';
      readonly question: 'is-active' | 'is-enabled';
      readonly units: readonly string[];
      readonly user: boolean;
    }
  /** Whether the group's membership is given to the user. */
  | { readonly kind: 'member'; readonly user: string; readonly group: string }
  /** The status command of an init script: 0 means that the service runs. */
  | { readonly kind: 'service-status'; readonly argv: Argv }
  | { readonly kind: 'process'; readonly pid: number; readonly comm: string; readonly startTicks?: number };
