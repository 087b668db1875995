import type { Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import type { ServiceManager } from '#core/fix';
import type { Identity, MemoryUsage } from '#core/host';
import type { DockerContext } from '#facts/docker-contexts';
import type { Endpoint } from '#facts/endpoints';
import type { EngineProcess } from '#facts/engine-processes';
import type { EngineService } from '#facts/engine-service';
import type { Installation } from '#facts/installation';
import type { Platform } from '#facts/platform';
import type { SelectedEndpoint } from '#facts/selected-endpoint';
import type { ShellSetting } from '#facts/shell-settings';
import type { SocketRights } from '#facts/socket-rights';
import type { socketCodes } from './socket.codes.ts';

export type Finding = FindingOf<typeof socketCodes>;

/** What the judgement of an endpoint rests on besides the endpoint itself. */
export interface Surroundings {
  readonly selected: SelectedEndpoint;
  readonly endpoints: readonly Endpoint[];
  readonly contexts: readonly DockerContext[] | Unavailable;
  readonly installation: Installation;
  readonly platform: Platform | Unavailable;
  readonly manager: ServiceManager | Unavailable;
  readonly rights: SocketRights | Unavailable;
  readonly service: EngineService | Unavailable;
  readonly processes: readonly EngineProcess[] | undefined | Unavailable;
  readonly identity: Identity;
  readonly shell: ShellSetting | undefined | Unavailable;
  readonly memory: MemoryUsage | undefined | Unavailable;
}
