/** What dockmedic's own container is to try on its network. */
export interface ProbeNetwork {
  /** The question for each name server, in hexadecimal; without it no datagram is sent. */
  readonly queryHex?: string;
  /** IPv4 addresses of name servers to ask beside those that the container is given. */
  readonly references: readonly string[];
  /** Whether its published port is called from here. */
  readonly called: boolean;
}

/** How a call of the container's published port, on this host's loopback address, ended. */
export interface PortCall {
  readonly port: number;
  readonly answered: boolean;
  readonly attempts: number;
  /** From the first attempt to the answer, or to the end of the container. */
  readonly forMs: number;
  /** What the last attempt met. */
  readonly detail: string;
}

/** The run of dockmedic's own disposable container, stage by stage. */
export interface RoundTrip {
  /** Stages that succeeded, in order. */
  readonly stages: readonly { readonly name: RoundTripStage; readonly durationMs: number }[];
  /** The stage that failed and the engine's own words; absent when all went well. */
  readonly failure?: { readonly stage: RoundTripStage; readonly detail: string; readonly status?: number };
  /** Why the engine refused the container with a published port; a second one, without, went all the way. */
  readonly unpublished?: string;
  readonly stdout: string;
  readonly exitCode?: number;
  /** Absent where it was not to be called, or its port did not become known. */
  readonly call?: PortCall;
  /** Names of what could not be removed again; empty when nothing was left behind. */
  readonly leftovers: readonly string[];
}
export type RoundTripStage = 'import' | 'create' | 'attach' | 'start' | 'wait' | 'output' | 'remove';

/** How long each of a few small writes took until the disk had them, in milliseconds. */
export interface SyncLatency {
  readonly syncMs: readonly number[];
}
