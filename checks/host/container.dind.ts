import { ifAvailable, isUnavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import type { ContainerView } from '#facts/container-view';
import type { containerCodes } from './container.codes.ts';
import type { Inside } from './container.facts.ts';

type Finding = FindingOf<typeof containerCodes>;

/** What an engine lacks that is to run in this very container. */
export const judgeDind = (inside: Inside): readonly Finding[] => [
  ...judgePrivileges(inside),
  ...judgeOverlay(inside),
];

export const lacking = (may: NonNullable<ContainerView['container']['may']>): readonly string[] => [
  ...(may.sysAdmin ? [] : ['CAP_SYS_ADMIN']),
  ...(may.netAdmin ? [] : ['CAP_NET_ADMIN']),
];

/** The engine that is to run in this very container, and does not. */
const stoppedHere = ({ local, view }: Inside) => {
  const known = ifAvailable(local);
  const isMeant = known?.installed === true && known.selected && !known.rootless;
  return isMeant && known.activity === 'stopped' && view.outside === undefined ? known : undefined;
};

const judgePrivileges = (inside: Inside): readonly Finding[] => {
  const { by, may } = inside.view.container;
  const stopped = stoppedHere(inside);
  const lacks = may === undefined ? [] : lacking(may);
  if (stopped === undefined || lacks.length === 0) return [];
  return [{ code: 'dind-not-privileged', subject: by, params: { by, lacks }, engine: stopped.id }];
};

const judgeOverlay = (inside: Inside): readonly Finding[] => {
  const { view, local, info } = inside;
  const path = ifAvailable(inside.places)
    ?.filesystems.filter(({ mount }) => mount?.fsType === 'overlay')
    .flatMap(({ places }) => places)
    .find(({ kind }) => kind === 'docker')?.path;
  if (path === undefined || view.outside !== undefined) return [];
  const stopped = stoppedHere(inside);
  if (stopped !== undefined) {
    const params = { path, driver: undefined, failure: undefined };
    const found: Finding = {
      code: 'dind-overlay-on-overlay',
      subject: path,
      params,
      engine: stopped.id,
      severity: 'error',
    };
    return wantsOverlay(inside) ? [found] : [];
  }
  const engine = ifAvailable(local);
  const driver = isUnavailable(info) ? undefined : info.Driver;
  if (engine?.selected !== true || engine.activity !== 'answers' || driver === undefined) return [];
  const detail = ifAvailable(inside.trip)?.failure?.detail;
  const failure =
    detail !== undefined && /overlay/.test(driver) && /overlay/.test(detail) ? detail : undefined;
  if (failure === undefined && !COPIES.has(driver)) return [];
  const severity = failure === undefined ? {} : ({ severity: 'error' } as const);
  const params = { path, driver, failure };
  return [{ code: 'dind-overlay-on-overlay', subject: path, params, engine: engine.id, ...severity }];
};

/** Drivers that put nothing over anything, for want of a file system that could. */
const COPIES: ReadonlySet<string> = new Set(['vfs', 'native']);

/** Told to use it, dockerd takes no other; told nothing, it finds one that works. */
const wantsOverlay = ({ config, flags, words }: Inside): boolean => {
  const content = isUnavailable(config) ? undefined : config.content;
  const told = content !== undefined && 'storageDriver' in content ? content.storageDriver : undefined;
  const flag = ifAvailable(flags)?.flags.get('storage-driver')?.at(-1);
  const said = ifAvailable(words);
  const isSaid = said?.code === 'storage-driver-unsupported';
  return isSaid || (flag ?? told)?.startsWith('overlay') === true;
};
