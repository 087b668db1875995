import coerce from 'semver/functions/coerce.js';
import lt from 'semver/functions/lt.js';
import type { FindingOf } from '#core/finding';
import type { EngineInfo, EngineVersion } from '#parse/engine-api';
import type { kernelCodes } from './kernel.codes.ts';

type Finding = FindingOf<typeof kernelCodes>;

/** What is known of the engine and of what it said when it ran a container. */
export interface OldEngine {
  readonly engine: 'docker' | 'podman';
  readonly info: EngineInfo;
  readonly version: EngineVersion | undefined;
  readonly cgroups: 1 | 2 | undefined;
  /** A container of ours ran: nothing stood in its way. */
  readonly ran: boolean;
  readonly said: string;
}

/** An engine that is older than what the kernel, or the images of today, expect of it. */
export const judgeAge = (old: OldEngine): readonly Finding[] => [...judgeCgroups(old), ...judgeSeccomp(old)];

const judgeCgroups = ({ engine, info, cgroups, ran, said }: OldEngine): readonly Finding[] => {
  if (engine !== 'docker' || cgroups !== 2 || ran) return [];
  const detail = V1_ONLY.exec(said)?.[0];
  if (detail === undefined && !isOlder(info.ServerVersion, '20.10.0')) return [];
  return [
    { code: 'cgroup-v2-old-engine', subject: 'cgroup', params: { version: info.ServerVersion, detail } },
  ];
};

const V1_ONLY =
  /this version of runc doesn't work on cgroups v2|cgroups?: cgroup mountpoint does not exist|mountpoint for devices\/cgroup not found|cannot found cgroup mount destination/;

const judgeSeccomp = ({ engine, info, version }: OldEngine): readonly Finding[] => {
  const isDefault = info.SecurityOptions.some((option) => DEFAULT_PROFILE.test(option));
  if (engine !== 'docker' || !isDefault) return [];
  const own = info.ServerVersion;
  const runc = version?.Components.find(({ Name }) => Name === 'runc')?.Version;
  // Distributions mend old releases without a new number.
  if (!isOfDistribution(`${own} ${version?.GitCommit ?? ''}`) && isOlder(own, '20.10.10'))
    return [refusal('Docker', own ?? '', '20.10.10')];
  if (runc === undefined || isOfDistribution(runc) || !isOlderRunc(runc)) return [];
  return [refusal('runc', runc, '1.0.0-rc93')];
};

const DEFAULT_PROFILE = /^name=seccomp(?:,profile=(?:default|builtin))?$/;

const refusal = (program: string, version: string, wanted: string): Finding => ({
  code: 'seccomp-too-old',
  subject: program,
  params: { program, version, wanted },
});

const isOfDistribution = (text: string): boolean => /[+~](?:dfsg|ds)|ubuntu|\.(?:el|fc|amzn)\d/.test(text);

/** Docker wrote 18.09 and 19.03, whose zeros semver refuses. */
const isOlder = (version: string | undefined, than: string): boolean => {
  const own = coerce(version?.replaceAll(/\b0+(?=\d)/g, ''));
  return own !== null && lt(own, than);
};

/** The candidates of 1.0.0 came over years, and number 93 brought it. */
const isOlderRunc = (version: string): boolean => {
  const candidate = /^1\.0\.0[-~]?rc\.?(\d+)/.exec(version)?.[1];
  return candidate === undefined ? isOlder(version, '1.0.0') : Number(candidate) < 93;
};
