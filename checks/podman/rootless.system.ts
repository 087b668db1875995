import { ifAvailable, type Unavailable } from '#core/answer';
import type { Evidence, FindingOf } from '#core/finding';
import { propose } from '#core/fix';
import type { CgroupDelegation } from '#facts/cgroup-delegation';
import type { PodmanHealth } from '#facts/podman-info';
import type { RootlessUse } from '#facts/rootless-use';
import type { UserNamespaces } from '#facts/user-namespaces';
import type { UserServices } from '#facts/user-services';
import { enableLinger } from '#fixes/enable-linger';
import type { rootlessCodes } from './rootless.codes.ts';

type Finding = FindingOf<typeof rootlessCodes>;

/** What the system allows to its users, and what it keeps for them. */
export interface SystemViews {
  readonly use: RootlessUse;
  readonly info: PodmanHealth | undefined | Unavailable;
  readonly namespaces: UserNamespaces | Unavailable;
  readonly delegation: CgroupDelegation | undefined | Unavailable;
  readonly services: UserServices | Unavailable;
}

export const judgeSystem = (views: SystemViews): readonly Finding[] => [
  ...judgeNamespaces(views),
  ...judgeDelegation(views),
  ...judgeServices(ifAvailable(views.services)),
];

/** What answers has its namespace, and a profile that we did not find. */
const judgeNamespaces = ({ use, info, namespaces }: SystemViews): readonly Finding[] => {
  const { forbiddenBy, withoutProfile } = ifAvailable(namespaces) ?? {};
  const { engine } = use;
  const works = use.answers || ifAvailable(info)?.kind === 'works';
  const forbidden: readonly Finding[] =
    forbiddenBy === undefined
      ? []
      : [
          {
            code: 'userns-disabled',
            subject: forbiddenBy,
            params: { setting: forbiddenBy, engine, works },
            ...(works ? { severity: 'warning' } : {}),
          },
        ];
  if (withoutProfile === undefined || works) return forbidden;
  const params = { path: withoutProfile, engine };
  return [...forbidden, { code: 'apparmor-userns-restricted', subject: withoutProfile, params }];
};

/** Limits that many ask for; engines set the number of processes even unasked. */
const EXPECTED = ['memory', 'pids'] as const;
/** Not handed on by systemd before 252 unless told. */
const WELCOME = ['cpu'] as const;

const judgeDelegation = ({ use, delegation }: SystemViews): readonly Finding[] => {
  const found = ifAvailable(delegation);
  if (found === undefined) return [];
  const { path, controllers } = found;
  const lacks = (name: string): boolean => !controllers.includes(name);
  const missing = [...EXPECTED, ...WELCOME].filter(lacks);
  if (missing.length === 0) return [];
  const params = { path, missing, engine: use.engine };
  return [
    {
      code: 'rootless-cgroup-delegation',
      subject: path,
      params,
      ...(EXPECTED.some(lacks) ? {} : { severity: 'info' }),
    },
  ];
};

const judgeServices = (found: UserServices | undefined): readonly Finding[] => {
  if (found === undefined || found.lingers || found.services.length === 0) return [];
  const { user, services } = found;
  const fixes = [propose(enableLinger, { user })];
  return [{ code: 'rootless-no-linger', subject: user, params: { user, services }, fixes }];
};

export const systemEvidence = ({ namespaces, delegation, services }: SystemViews): readonly Evidence[] => {
  const seen = ifAvailable(namespaces)?.seen ?? [];
  const handed = ifAvailable(delegation);
  const own = ifAvailable(services);
  return [
    ...(seen.length === 0 ? [] : [{ source: 'user namespaces', observed: seen.join(', ') }]),
    ...(handed === undefined
      ? []
      : [{ source: `read ${handed.path}`, observed: handed.controllers.join(' ') || 'none' }]),
    ...(own === undefined
      ? []
      : [
          {
            source: `services of ${own.user} with containers`,
            observed: `${own.services.join(', ') || 'none'}; lingering is ${own.lingers ? 'on' : 'off'}`,
          },
        ]),
  ];
};
