import coerce from 'semver/functions/coerce.js';
import lt from 'semver/functions/lt.js';
import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import { defineCheck } from '#core/check';
import { optional } from '#core/fact';
import type { Evidence, FindingOf } from '#core/finding';
import { propose, type ServiceManager } from '#core/fix';
import { type HostGroups, hostGroups } from '#facts/docker-group';
import { type EngineAge, engineAge } from '#facts/engine-age';
import { type EngineInUse, engineInUse } from '#facts/engine-in-use';
import { engineInfo } from '#facts/engine-info';
import { identity } from '#facts/identity';
import { type OpenSocket, openSockets } from '#facts/open-sockets';
import { platform } from '#facts/platform';
import { serviceManager } from '#facts/service-manager';
import { socketMounts } from '#facts/socket-mounts';
import { runsHere } from '#facts/storage-directories';
import { repairSocketOwner } from '#fixes/repair-socket-owner';
import type { EngineInfo } from '#parse/engine-api';
import { postureCodes } from './posture.codes.ts';

type Finding = FindingOf<typeof postureCodes>;

export const securityPosture = defineCheck({
  id: 'security/posture',
  title: 'The engine is open to those who may be root',
  about:
    'An engine runs as root, and whoever may ask it anything is root. This check names who that is, and how the engine is shielded: its socket, its age, user namespaces.',
  symptoms: ['is this engine open to others, or too old?'],
  informing: true,
  needs: {
    identity,
    platform,
    engine: engineInUse,
    info: engineInfo,
    groups: optional(hostGroups),
    mounts: optional(socketMounts),
    sockets: optional(openSockets),
    age: optional(engineAge),
    manager: optional(serviceManager),
  },
  codes: postureCodes,
  applies: ({ engine, info, platform }) =>
    runsHere(engine.address, info, platform)
      ? true
      : `the engine at ${engine.id} runs on another machine, whose users are not seen from here`,
  evaluate: ({ identity: { settings }, engine, info, groups, mounts, sockets, age, manager }) => {
    const isRootless = info.SecurityOptions.includes('name=rootless');
    const members =
      isRootless || engine.engine === 'podman' ? [] : (ifAvailable(groups)?.docker?.members ?? []);
    const mounting = isRootless ? [] : (ifAvailable(mounts) ?? []);
    const findings = [
      ...(ifAvailable(sockets) ?? []).map((one) =>
        judgeSocket(one, ifAvailable(groups), ifAvailable(manager)),
      ),
      ...judgeAge(ifAvailable(age), settings.engineFloor),
      ...judgeAccess(members, mounting),
    ];
    return {
      evidence: [
        shields(info, engine),
        groupEvidence(groups, isRootless),
        {
          source: 'mounts of running containers',
          observed: isUnavailable(mounts) ? mounts.detail : `${mounting.length} have an engine's socket`,
        },
        socketEvidence(sockets),
        ageEvidence(ifAvailable(age), info),
      ],
      findings: findings.map((finding) => ({ ...finding, engine: engine.id })),
    };
  },
});

const judgeSocket = (
  { id, path, stat }: OpenSocket,
  groups: HostGroups | undefined,
  manager: ServiceManager | undefined,
): Finding => {
  const params = { path, mode: octal(stat.mode) };
  const isDockers = id === 'unix:///var/run/docker.sock' || id === 'unix:///run/docker.sock';
  const fixes =
    isDockers && groups !== undefined && manager !== undefined
      ? [
          propose(repairSocketOwner, {
            path,
            groupExists: groups.docker !== undefined,
            manager,
            was: {
              owner: stat.uid === 0 ? 'root' : String(stat.uid),
              group: groups.nameOf[String(stat.gid)] ?? String(stat.gid),
              mode: stat.mode,
            },
          }),
        ]
      : [];
  return { code: 'sock-open-to-all', subject: path, params, fixes };
};

const octal = (mode: number): string => mode.toString(8).padStart(3, '0');

/** A distribution cares for its own packages; an engine below the floor is told of by another check. */
const judgeAge = (age: EngineAge | undefined, floor: string): readonly Finding[] => {
  if (age === undefined || age.origin === 'distribution' || isBefore(age.version, floor)) return [];
  const { version, release, endedOn, origin } = age;
  const severity = origin === 'docker' ? 'warning' : 'info';
  return [{ code: 'engine-eol', subject: version, severity, params: { version, release, endedOn, origin } }];
};

const isBefore = (version: string, floor: string): boolean => {
  const [one, other] = [version, floor].map((text) => coerce(text.replaceAll(/\b0+(?=\d)/g, '')));
  return one != null && other != null && lt(one, other);
};

const SHOWN = 10;

const judgeAccess = (members: readonly string[], containers: readonly string[]): readonly Finding[] => {
  const count = members.length + containers.length;
  if (count === 0) return [];
  const shown = { members: members.slice(0, SHOWN), containers: containers.slice(0, SHOWN) };
  const more = count - shown.members.length - shown.containers.length;
  return [{ code: 'engine-equals-root', subject: 'engine', params: { ...shown, more } }];
};

const shields = ({ SecurityOptions, LiveRestoreEnabled }: EngineInfo, { id }: EngineInUse): Evidence => {
  const has = (name: string): boolean => SecurityOptions.some((option) => option.startsWith(`name=${name}`));
  const users = has('rootless')
    ? 'rootless'
    : has('userns')
      ? 'userns-remap is on'
      : "root in a container is the host's root";
  const seccomp = has('seccomp') ? 'seccomp on' : 'no seccomp';
  const mac = has('apparmor') ? ['AppArmor on'] : has('selinux') ? ['SELinux on'] : [];
  const restore =
    LiveRestoreEnabled === true ? 'live-restore on' : 'live-restore off: containers stop with the engine';
  return { source: `GET /info on ${id}`, observed: [users, seccomp, ...mac, restore].join(', ') };
};

const groupEvidence = (groups: HostGroups | Unavailable, isRootless: boolean): Evidence => {
  if (isUnavailable(groups)) return { source: groups.source, observed: groups.detail };
  const members = groups.docker?.members ?? [];
  const named = groups.docker === undefined ? 'there is no such group' : members.join(', ') || 'nobody';
  return {
    source: 'members of group docker',
    observed: isRootless ? `${named} (this engine is rootless)` : named,
  };
};

const socketEvidence = (sockets: readonly OpenSocket[] | Unavailable): Evidence => {
  const source = 'modes of sockets';
  if (isUnavailable(sockets)) return { source, observed: sockets.detail };
  const open = sockets.map(({ path, stat }) => `${path} is open to every user (${octal(stat.mode)})`);
  return { source, observed: open.join(', ') || 'none that answers is open to every user' };
};

const ORIGINS: Readonly<Record<EngineAge['origin'], string>> = {
  docker: "the package is Docker's own",
  distribution: 'the package is of the distribution, which cares for it itself',
  unknown: 'whose package it is was not to be seen',
};

const ageEvidence = (age: EngineAge | undefined, { ServerVersion = 'unknown' }: EngineInfo): Evidence => ({
  source: `release of engine ${ServerVersion}`,
  observed:
    age === undefined
      ? 'not known to have ended'
      : `${age.release} got its last fixes from its makers by ${age.endedOn}; ${ORIGINS[age.origin]}`,
});
