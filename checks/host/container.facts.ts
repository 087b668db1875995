import { optional, type ValuesOf } from '#core/fact';
import { containerRoundTrip } from '#facts/container-round-trip';
import { type ContainerView, containerView } from '#facts/container-view';
import { daemonConfig } from '#facts/daemon-config';
import { daemonFlags } from '#facts/daemon-flags';
import { daemonJournal } from '#facts/daemon-journal';
import { endpoints } from '#facts/endpoints';
import { engineInfo } from '#facts/engine-info';
import { identity } from '#facts/identity';
import { localEngine } from '#facts/local-engine';
import { storagePlaces } from '#facts/storage-places';

export const containerNeeds = {
  identity,
  view: containerView,
  endpoints,
  local: optional(localEngine),
  info: optional(engineInfo),
  places: optional(storagePlaces),
  config: optional(daemonConfig),
  flags: optional(daemonFlags),
  words: optional(daemonJournal),
  trip: optional(containerRoundTrip),
};
type Facts = ValuesOf<typeof containerNeeds>;
/** The same, once it is known that there is a container. */
export type Inside = Omit<Facts, 'view'> & { readonly view: ContainerView };
