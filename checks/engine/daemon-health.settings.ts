import { ifAvailable, isUnavailable, type Unavailable } from '#core/answer';
import type { FindingOf } from '#core/finding';
import { type ProposalRequest, propose } from '#core/fix';
import { type DaemonJsonTarget, settingsOf, whereTaken } from '#facts/daemon-json-target';
import type { FreeAddresses } from '#facts/free-addresses';
import type { StorageDriverData } from '#facts/storage-driver-data';
import { chooseStorageDriver } from '#fixes/choose-storage-driver';
import { closeTcpAddress } from '#fixes/close-tcp-address';
import { forgetMissingBridge } from '#fixes/forget-missing-bridge';
import { limitOpenFiles, OPEN_FILES } from '#fixes/limit-open-files';
import { setAddressPools } from '#fixes/set-address-pools';
import type { daemonCodes } from './daemon-health.codes.ts';
import type { DaemonFacts } from './daemon-health.facts.ts';

type Finding = FindingOf<typeof daemonCodes>;
type Fixes = readonly ProposalRequest[];

/** What a change of a setting can do for an engine that does not start, and for one that runs. */

/** A bridge that the command line names is not to be found in the file. */
export const bridgeFixes = (
  target: DaemonJsonTarget | Unavailable,
  bridge: string | undefined,
  free: FreeAddresses | undefined,
): Fixes =>
  whereTaken(target, (target) => {
    const { bridge: named, defaultAddressPools = [] } = settingsOf(target) ?? {};
    if (bridge !== undefined)
      return named === bridge ? propose(forgetMissingBridge, { target, bridge }) : undefined;
    return free?.pool === undefined
      ? undefined
      : propose(setAddressPools, { target, pools: [...defaultAddressPools, { base: free.pool, size: 24 }] });
  });

/** Only where one of them alone has images: otherwise it is the person who knows which are wanted. */
export const driverFixes = (
  target: DaemonJsonTarget | Unavailable,
  data: StorageDriverData | undefined,
): Fixes =>
  whereTaken(target, (target) => {
    const [driver, ...others] = data?.withImages ?? [];
    return driver === undefined || others.length > 0
      ? undefined
      : propose(chooseStorageDriver, { target, driver });
  });

/** An address that stands in the file can be taken out of it; the unit belongs to its package or its administrator. */
export const closable = (finding: Finding, target: DaemonJsonTarget | Unavailable): Finding => {
  if (finding.code !== 'daemon-tcp-unencrypted') return finding;
  const { address } = finding.params;
  const fixes = whereTaken(target, (target) => {
    const hosts = settingsOf(target)?.hosts ?? [];
    const keep = hosts.filter((host) => host !== address);
    // Whoever came by that very address would lock themselves out.
    return target.inUse?.kind !== 'unix' || keep.length === hosts.length
      ? undefined
      : propose(closeTcpAddress, { target, keep });
  });
  return fixes.length === 0 ? finding : { ...finding, fixes };
};

export const limitable = (finding: Finding, { units, target, manager }: DaemonFacts): Finding => {
  if (finding.code !== 'daemon-nofile-infinity' || manager !== 'systemd' || isUnavailable(units))
    return finding;
  const { unit } = finding.params;
  const dropIns = (unit === 'containerd.service' ? units.containerd : units.docker)?.dropInPaths ?? [];
  const isMade = dropIns.some((path) => path.endsWith(`/${OPEN_FILES}.conf`));
  const { interrupts, inUse: answers } = ifAvailable(target) ?? {};
  const fix = propose(limitOpenFiles, {
    unit,
    ...(interrupts === undefined ? {} : { interrupts }),
    ...(answers === undefined ? {} : { answers }),
  });
  return isMade ? finding : { ...finding, fixes: [fix] };
};
