import type { FindingOf } from '#core/finding';
import type { DaemonConfig } from '#facts/daemon-config';
import type { DaemonFlags } from '#facts/daemon-flags';
import { USUAL_DATA_ROOT } from '#facts/engine-processes';
import type { DockerUnits } from '#facts/units-of-docker';
import type { EngineInfo } from '#parse/engine-api';
import type { daemonCodes } from './daemon-health.codes.ts';
import type { Stopped } from './daemon-health.start.ts';

type Finding = FindingOf<typeof daemonCodes>;

export const dataRootOf = (flags: DaemonFlags | undefined, config: DaemonConfig | undefined): string => {
  const content = config?.content;
  const file = content !== undefined && 'keys' in content ? content.dataRoot : undefined;
  return flags?.flags.get('data-root')?.at(-1) ?? file ?? USUAL_DATA_ROOT;
};

/** What an engine that does not start finds in its place: its data, its addresses, what it may do. */
export const judgePlace = (stopped: Stopped): readonly Finding[] => [
  ...locked(stopped),
  ...said(stopped, 'storage-overlay-ftype0', ({ dataRoot }) => ({
    code: 'storage-overlay-ftype0',
    subject: dataRoot,
    severity: 'error',
    params: { dataRoot, running: false },
  })),
  ...addresses(stopped),
  ...said(stopped, 'daemon-umask-denied', ({ words }) => ({
    code: 'daemon-umask-denied',
    subject: 'docker.service',
    params: { words: words?.text ?? '' },
  })),
];

const said = (stopped: Stopped, code: string, finding: (stopped: Stopped) => Finding): readonly Finding[] =>
  stopped.words?.code === code ? [finding(stopped)] : [];

/** An address may have come since the engine asked for it in vain, and may be named without having been asked for. */
const addresses = ({ obstacles, words }: Stopped): readonly Finding[] => {
  const isSaid = words?.code === 'daemon-bind-address-absent';
  const listened = isSaid ? /listen tcp (\S+): bind/.exec(words.text)?.[1] : undefined;
  const told = obstacles?.absent ?? (isSaid ? [listened && `tcp://${listened}`] : []);
  return told.map((address) => ({
    code: 'daemon-bind-address-absent',
    subject: address ?? 'docker.service',
    params: { address },
  }));
};

/** A second engine holds the databases of the first. One that has a data root of its own is no matter of this, nor is
 *  the engine itself, which systemd may be starting at this moment. */
const locked = ({ words, processes = [], dataRoot }: Stopped): readonly Finding[] => {
  const holder = processes.find((one) => one.dataRoot === dataRoot && one.isApart === true);
  if (holder === undefined && words?.code !== 'storage-metadata-db-locked') return [];
  return [{ code: 'storage-metadata-db-locked', subject: dataRoot, params: { dataRoot, pid: holder?.pid } }];
};

export const badListen = (units: DockerUnits | undefined, running: boolean): readonly Finding[] => {
  const unit = 'docker.socket';
  return units?.socket?.loadState === 'bad-setting'
    ? [{ code: 'socket-unit-bad-listen', subject: unit, params: { unit, running } }]
    : [];
};

/** Docker says so of overlays on an xfs of old, in one place or in both. */
export const judgeDType = ({ DriverStatus, DockerRootDir, Warnings }: EngineInfo): readonly Finding[] => {
  const isTold =
    DriverStatus.some(([name, value]) => name === 'Supports d_type' && value === 'false') ||
    Warnings.some((text) => NO_D_TYPE.test(text));
  if (!isTold) return [];
  const dataRoot = DockerRootDir ?? USUAL_DATA_ROOT;
  return [{ code: 'storage-overlay-ftype0', subject: dataRoot, params: { dataRoot, running: true } }];
};

export const NO_D_TYPE = /without d_type support/;

/** A node that works for a swarm is as it should be; that its commands belong to managers is worth a remark. */
export const judgeSwarm = ({ Swarm }: EngineInfo): readonly Finding[] => {
  const { LocalNodeState, ControlAvailable, Error: detail, RemoteManagers } = Swarm;
  const isWorker = LocalNodeState === 'active' && ControlAvailable === false;
  const state = isWorker ? 'worker' : TROUBLED.find((one) => one === LocalNodeState);
  if (state === undefined) return [];
  const managers = RemoteManagers.map(({ Addr }) => Addr).slice(0, 5);
  return [
    {
      code: 'swarm-not-manager',
      subject: 'swarm',
      severity: state === 'worker' ? 'info' : 'warning',
      params: { state, managers, detail },
    },
  ];
};

const TROUBLED = ['locked', 'error', 'pending'] as const;
